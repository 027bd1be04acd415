/**
 * A payment is looked for on the account statement, by our own identification of it. Needed where the answer to an initiation was lost, and with it the
 * bank's identifier: nothing is executed before the payer approves, so a lost payment does no harm and nobody is ever sent to it; but where the bank
 * exempts it from approval it may be executed, and then it is on the statement. Pure.
 */
import type { Authorisation } from '../../../kit/provider/contract.ts';
import type { Exchange } from '../../../kit/provider/exchange.ts';
import type { HttpRequest } from '../../../kit/provider/http.ts';
import { read, type Entry } from './answers.ts';
import type { Creditor } from './creditor.ts';
import { amountOf } from './inquire.ts';
import { endToEndIdentificationOf, statementReference } from './names.ts';
import { notRead } from './refusals.ts';

export interface Searching {
  readonly creditor: Creditor;
  readonly attempt: string;
  /** RFC 3339. */
  readonly begunAt: string;
  readonly requestId: string;
  /** The query of the page that follows the one before. @default - the first page */
  readonly page?: string;
}

/** What was found; or where to read on. */
export type Page = { readonly authorisation: Authorisation } | { readonly next: string };

const oneDay = 86_400_000;

/** From the day before: the bank's day may be another than ours. From the beginning of time, for a day that is in no calendar. */
const from = (begunAt: string): string => new Date((Date.parse(begunAt) || oneDay) - oneDay).toISOString().slice(0, 10);

export const searchStatement: Exchange<Searching, HttpRequest, Page> = {
  request: ({ creditor: { account, consent }, begunAt, requestId, page }) => ({
    method: 'GET',
    path: `/v1/accounts/${account}/transactions?${page ?? new URLSearchParams({ dateFrom: from(begunAt), bookingStatus: 'both' }).toString()}`,
    headers: { 'x-request-id': requestId, 'consent-id': consent },
  }),
  response: (reply, { attempt }) => {
    // Without a statement nothing is known, whatever the answer was.
    if (reply.kind !== 'answered' || reply.status !== 200) return { authorisation: { ...notRead(reply), state: 'unknown' } };
    if (!read.statement.Check(reply.body)) return { authorisation: { state: 'unknown', detail: 'the bank’s statement does not fit the standard' } };
    const { booked = [], pending = [], _links: links } = reply.body.transactions;
    const identification = endToEndIdentificationOf(attempt);
    const isOurs = ({ endToEndId }: Entry): boolean => endToEndId === identification;
    const [ours, announced] = [booked.find(isOurs), pending.find(isOurs)];
    if (ours) return { authorisation: { state: 'captured', ...shown(ours, identification), captureReference: identification } };
    if (announced) return { authorisation: { state: 'pending', ...shown(announced, identification), detail: 'on the statement, not booked yet' } };
    const next = links.next?.href?.split('?')[1];
    if (next !== undefined) return { next };
    return { authorisation: { state: 'not-found', detail: 'not on the statement, and nothing is executed that the payer has not approved: a new payment may be begun' } };
  },
};

function shown({ transactionAmount }: Entry, identification: string): Pick<Authorisation, 'reference' | 'amount'> {
  const amount = amountOf(transactionAmount);
  return { reference: statementReference(identification), ...(amount && { amount }) };
}
