/** The bank, asked through its XS2A interface. */
import type { Authorisation, Modification } from '../../kit/provider/contract.ts';
import { ask, type AuthoriseAsked, type Connector, type ModifyAsked } from '../../kit/provider/exchange.ts';
import type { SendHttp } from '../../kit/provider/http.ts';
import { unauthenticated } from '../../kit/problem.ts';
import { cancel, inquireCancellations, inquireCancelled, startCancellation } from './domain/cancel.ts';
import type { Creditor } from './domain/creditor.ts';
import { isIban } from './domain/iban.ts';
import { initiate, startAuthorisation } from './domain/initiate.ts';
import { inquirePayment, inquireStatus } from './domain/inquire.ts';
import { isPaymentId, isStatementReference, type Product } from './domain/names.ts';
import { searchStatement } from './domain/statement.ts';

export interface ConnectorProps {
  readonly product: Product;
  /** What begins a payment may take the bank long. */
  readonly send: SendHttp;
  /** All else. */
  readonly sendQuickly: SendHttp;
  /** The `XS2A_URL`. */
  readonly address: string;
  readonly creditor: () => Creditor;
  /** Of a question that moves nothing: another one each time. */
  readonly requestId: () => string;
  readonly now: () => Date;
}

/** A first try comes at once. What comes later may be a repetition whose first answer was lost: the statement is looked at before. In milliseconds. */
const firstTry = 2_000;

/** Pages of a statement that are read at most. */
const mostPages = 50;

const notTheirs = 'this is no identifier of the bank’s';

const noAccount = (detail: string): Authorisation => ({ state: 'declined', decline: { code: 'invalid-instrument', providerCode: 'debtorAccount', again: 'other-instrument' }, detail });

export function bankConnector({ product, send, sendQuickly, address, creditor, requestId, now }: ConnectorProps): Connector {
  const searched = async ({ body: { attempt, begunAt } }: AuthoriseAsked): Promise<Authorisation> => {
    let page: string | undefined;
    for (let read = 0; read < mostPages; read += 1) {
      const found = await ask(searchStatement, sendQuickly, { creditor: creditor(), attempt, begunAt, requestId: requestId(), ...(page !== undefined && { page }) });
      if ('authorisation' in found) return found.authorisation;
      page = found.next;
    }
    return { state: 'unknown', detail: `the statement has more than ${mostPages} pages since ${begunAt}` };
  };

  const inquired = async (paymentId: string, { body: { attempt } }: AuthoriseAsked): Promise<Authorisation> => {
    const asked = { product, paymentId, address, attempt };
    const status = await ask(inquireStatus, sendQuickly, { ...asked, requestId: requestId() });
    return status.state === 'captured' ? ask(inquirePayment, sendQuickly, { ...asked, requestId: requestId() }) : status;
  };

  const lookUp = async (asked: AuthoriseAsked, reference: string | undefined): Promise<Authorisation> =>
    reference === undefined || isStatementReference(reference) ? searched(asked) : isPaymentId(reference) ? inquired(reference, asked) : { state: 'unknown', detail: notTheirs };

  const begin = async (asked: AuthoriseAsked): Promise<Authorisation> => {
    const { instrument } = asked.body;
    const iban = instrument.method === 'bank-transfer' && 'iban' in instrument ? instrument.iban : undefined;
    if (iban === undefined) return noAccount('the bank asks for the payer’s account: ask for the IBAN and send it with the instrument');
    if (!isIban(iban)) return noAccount('the check digits of the IBAN are wrong: it is mistyped');
    const initiating = { ...asked, product, creditor: creditor(), iban, address };
    const begun = await ask(initiate, send, initiating);
    return 'authorisation' in begun ? begun.authorisation : ask(startAuthorisation, sendQuickly, { ...initiating, paymentId: begun.start });
  };

  const refused = async (detail: string): Promise<Modification> => ({ state: 'refused', providerCode: 'SERVICE_INVALID', detail });

  const cancelling = (asked: ModifyAsked) => ({ ...asked, product, creditor: creditor(), address });

  return {
    authorise: async (asked) => {
      // The way back of the payer's browser says nothing: the bank is asked.
      if (asked.body.continues) return lookUp(asked, asked.body.continues.reference);
      if (now().getTime() - Date.parse(asked.body.begunAt) <= firstTry) return begin(asked);
      const found = await searched(asked);
      if (found.state === 'not-found') return begin(asked);
      return found;
    },
    capture: () => refused('the bank executes what the payer has approved: there is nothing to capture'),
    void: async (asked) => {
      if (isStatementReference(asked.reference)) return refused('it is on the account statement: it was executed');
      if (!isPaymentId(asked.reference)) return refused(notTheirs);
      const cancelled = await ask(cancel, sendQuickly, cancelling(asked));
      return 'modification' in cancelled ? cancelled.modification : ask(startCancellation, sendQuickly, cancelling(asked));
    },
    refund: () => refused('a transfer is not taken back: the merchant’s own bank makes a new one'),
    lookUpAuthorisation: (asked) => lookUp(asked, asked.reference),
    lookUpModification: async (asked) => {
      if (asked.what !== 'void' || !isPaymentId(asked.reference)) return refused('never asked of the bank');
      const known = await ask(inquireCancelled, sendQuickly, { ...cancelling(asked), requestId: requestId() });
      return known ?? ask(inquireCancellations, sendQuickly, { ...cancelling(asked), requestId: requestId() });
    },
    readWebhook: async () => {
      throw unauthenticated('the bank sends no webhooks and is asked instead: NextGenPSD2 has none in its core');
    },
  };
}
