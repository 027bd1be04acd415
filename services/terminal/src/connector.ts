/** The terminals in the stores. */
import type { Authorisation, Modification } from '../../kit/provider/contract.ts';
import { ask, type AuthoriseAsked, type Connector, type ModifyAsked } from '../../kit/provider/exchange.ts';
import type { Cloud } from './adapters/cloud.ts';
import { amountFault } from './domain/amounts.ts';
import { inquirePayment, inquireReversal } from './domain/inquire.ts';
import { login } from './domain/login.ts';
import { endsOf } from './domain/message.ts';
import { endsOfReference, poiTransactionOf, serviceIdOf, type Ends, type PoiTransaction } from './domain/names.ts';
import { pay } from './domain/pay.ts';
import { abort, reverse } from './domain/undo.ts';
import { readNotification } from './webhook.ts';

export interface TerminalProps {
  readonly cloud: () => Cloud;
  /** For what moves nothing: another one each time. */
  readonly unique: () => string;
  readonly now: () => Date;
}

/** A first try comes at once. What comes later may be a repetition whose first answer was lost: the terminal is asked before. In milliseconds. */
const firstTry = 2_000;

/** How long a terminal's `NotFound` means that it was never asked: it does not remember for ever. In milliseconds. */
const memory = 24 * 3_600_000;

const noTerminal = 'which terminal and till? send them with the instrument';

export function terminalConnector({ cloud, unique, now }: TerminalProps): Connector {
  const send = (sent: Parameters<Cloud['send']>[0]) => cloud().send(sent);
  const serviceId = (): string => serviceIdOf(unique(), 'inquiry');

  const remembered = <State extends Authorisation | Modification>(found: State, begunAt: string): State | { readonly state: 'unknown'; readonly detail: string } =>
    found.state === 'not-found' && now().getTime() - Date.parse(begunAt) > memory ? { state: 'unknown', detail: 'the terminal remembers nothing of so long ago: the acquirer’s reports say' } : found;

  const inquired = async (ends: Ends, { attempt, amount: { currency }, begunAt }: Pick<AuthoriseAsked['body'], 'attempt' | 'amount' | 'begunAt'>): Promise<Authorisation> =>
    remembered(await ask(inquirePayment, send, { ends, serviceId: serviceId(), attempt, currency }), begunAt);

  const reversalInquired = async (ends: Ends, { body }: ModifyAsked): Promise<Modification> =>
    remembered((await ask(inquireReversal, send, { ends, serviceId: serviceId(), body })) ?? { state: 'accepted' }, body.begunAt);

  async function begin(ends: Ends, asked: AuthoriseAsked): Promise<Authorisation> {
    const language = /^[a-z]{2}/.exec(asked.body.payer?.language ?? '')?.[0] ?? 'en';
    const none = await ask(login, send, { ends, serviceId: serviceId(), now: now(), language });
    if (none) {
      // Busy with this very payment, perhaps.
      const found = none.busy ? await inquired(ends, asked.body) : undefined;
      return found && found.state !== 'not-found' && found.state !== 'unknown' ? found : { state: none.state, ...(none.detail !== undefined && { detail: none.detail }) };
    }
    const handed = await ask(pay, send, { ...asked, ends });
    if (handed.state !== 'rejected') return handed;
    const found = await inquired(ends, asked.body);
    return found.state === 'not-found' ? { state: 'not-processed', detail: handed.detail ?? 'rejected' } : found;
  }

  async function reversed(ends: Ends, asked: ModifyAsked, original: PoiTransaction): Promise<Modification> {
    const answer = await ask(reverse, send, { ends, body: asked.body, original });
    if (answer.state !== 'rejected') return answer;
    const found = await reversalInquired(ends, asked);
    return found.state === 'not-found' ? { state: 'not-processed', detail: answer.detail ?? 'rejected' } : found;
  }

  /** The approved payment that a reference names; asked of the terminal, which remembers for some days, where it names one that was only begun. */
  const approved = async (ends: Ends, { reference, body }: ModifyAsked): Promise<PoiTransaction | Authorisation> =>
    poiTransactionOf(body.authorisation) ?? poiTransactionOf(reference) ?? found(await inquired(ends, body));
  const found = (authorisation: Authorisation): PoiTransaction | Authorisation => (authorisation.state === 'captured' ? (poiTransactionOf(authorisation.reference) ?? authorisation) : authorisation);

  async function stopped(ends: Ends, asked: ModifyAsked): Promise<Modification> {
    const wish = await ask(abort, send, { ends, body: asked.body });
    if (wish.state !== 'accepted') return wish;
    // It may have come too late: the payment says.
    const became = found(await inquired(ends, asked.body));
    return 'id' in became ? reversed(ends, asked, became) : goneOr(became, asked, wish);
  }

  /** Of a payment that is not approved. */
  const goneOr = ({ state }: Authorisation, { body: { amount } }: ModifyAsked, otherwise: Modification): Modification =>
    state === 'voided' || state === 'declined' || state === 'not-processed' ? { state: 'done', amount } : otherwise;

  const withEnds = (asked: ModifyAsked, work: (ends: Ends) => Promise<Modification>): Promise<Modification> => {
    // Who withdraws what nobody has paid yet has the reference alone.
    const ends = endsOf(asked.body) ?? endsOfReference(asked.reference);
    const fault = amountFault(asked.body.amount);
    if (fault) return Promise.resolve({ state: 'refused', providerCode: 'ReversedAmount', detail: fault.detail });
    return ends ? work(ends) : Promise.resolve({ state: 'not-processed', detail: noTerminal });
  };

  return {
    authorise: async (asked) => {
      const ends = endsOf(asked.body);
      if (!ends) return { state: 'not-processed', detail: noTerminal };
      const fault = amountFault(asked.body.amount);
      if (fault) return { state: 'declined', decline: { code: fault.code, providerCode: 'RequestedAmount', again: 'other-instrument' }, detail: fault.detail };
      if (!asked.body.continues && now().getTime() - Date.parse(asked.body.begunAt) <= firstTry) return begin(ends, asked);
      const known = await inquired(ends, asked.body);
      return known.state === 'not-found' ? begin(ends, asked) : known;
    },
    capture: async () => ({ state: 'refused', providerCode: 'NotAllowed', detail: 'the terminal takes at once what is approved' }),
    void: (asked) =>
      withEnds(asked, async (ends) => {
        const became = await approved(ends, asked);
        if ('id' in became) return reversed(ends, asked, became);
        if (became.state === 'pending') return stopped(ends, asked);
        if (became.state === 'not-found') return { state: 'refused', providerCode: 'NotFound', detail: 'the terminal has never heard of this payment' };
        return goneOr(became, asked, { state: 'unknown', ...(became.detail !== undefined && { detail: became.detail }) });
      }),
    refund: (asked) =>
      withEnds(asked, async (ends) => {
        const became = await approved(ends, asked);
        if ('id' in became) return reversed(ends, asked, became);
        return became.state === 'unknown' ? { state: 'not-processed', detail: `which payment? ${became.detail ?? ''}` } : { state: 'refused', providerCode: 'NotFound', detail: `the payment is ${became.state}: there is nothing to give back` };
      }),
    lookUpAuthorisation: async (asked) => {
      const ends = endsOf(asked.body);
      return ends ? inquired(ends, asked.body) : { state: 'unknown', detail: noTerminal };
    },
    lookUpModification: (asked) =>
      withEnds(asked, async (ends) => {
        const known = await reversalInquired(ends, asked);
        if (known.state !== 'not-found' || asked.what !== 'void' || poiTransactionOf(asked.reference)) return known;
        const payment = await inquired(ends, asked.body);
        return goneOr(payment, asked, payment.state === 'pending' ? { state: 'accepted' } : known);
      }),
    readWebhook: async (webhook) => readNotification(webhook, cloud().open),
  };
}
