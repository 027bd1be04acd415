/** Groups what the three say by payment, and names what belongs to none. Pure. */
import type { Happened } from '../../../services/sandbox/frame/part.ts';
import type { AttemptSaid, Books, EntrySaid, OperationSaid, PaymentSaid, Promised, TenderSaid } from '../books.ts';

/** Something that does not add up: of which payment, what is wrong, and what each of the three says. */
export interface Discrepancy {
  readonly payment: string;
  readonly what: string;
  readonly provider: string;
  readonly payments: string;
  readonly ledger: string;
}

/** An attempt, and what is of it. */
export interface Told {
  readonly attempt: AttemptSaid;
  readonly operations: readonly OperationSaid[];
  /** What had an effect there. */
  readonly provider: readonly Happened[];
  readonly entries: readonly EntrySaid[];
}

export interface Story {
  readonly payment: PaymentSaid;
  readonly attempts: readonly Told[];
  readonly promised: Promised | undefined;
  readonly tender: TenderSaid | undefined;
}

export interface Stories {
  readonly stories: readonly Story[];
  /** What no payment knows. */
  readonly orphans: readonly Discrepancy[];
}

const groupBy = <T, K>(all: readonly T[], key: (one: T) => K): ReadonlyMap<K, readonly T[]> => Map.groupBy(all, key);

/** Which attempt of ours something at a provider is of: by our reference, and else by the provider's. */
function attemptFinder({ attempts, operations, provider }: Books): (one: Happened) => string | undefined {
  const byOurs = new Map<string, string>([...attempts.map(({ id }) => [id, id] as const), ...operations.map(({ id, attempt }) => [id, attempt] as const)]);
  const byTheirs = new Map<string, string>();
  const learn = (reference: string | null | undefined, attempt: string | undefined): void => void (reference && attempt !== undefined && byTheirs.set(reference, attempt));
  for (const { reference, id } of attempts) learn(reference, id);
  for (const { reference, attempt } of operations) learn(reference, attempt);
  for (const { reference, ours } of provider) learn(reference, byOurs.get(ours));
  return ({ ours, reference, of }) => byOurs.get(ours) ?? byTheirs.get(of ?? '') ?? byTheirs.get(reference);
}

const wordsOf = ({ provider, what, reference, ours, amount, currency, state }: Happened): string => `${provider} ${what} ${reference} of ${amount} ${currency} (${state}${ours === '' ? '' : `, ours ${ours}`})`;
export const entryWords = ({ kind, state, id, amount, currency }: EntrySaid): string => `${state} ${kind} ${id} of ${amount} ${currency}`;
export const happenedWords = (all: readonly Happened[]): string => (all.length === 0 ? 'nothing' : all.map(wordsOf).join('; '));
export const entriesWords = (all: readonly EntrySaid[]): string => (all.length === 0 ? 'nothing' : all.map(entryWords).join('; '));

export function tell(books: Books): Stories {
  const attemptOf = attemptFinder(books);
  const effective = books.provider.filter((one) => one.effective);
  const happened = groupBy(effective, attemptOf);
  const operations = groupBy(books.operations, ({ attempt }) => attempt);
  const operationAttempt = new Map(books.operations.map(({ id, attempt }) => [id, attempt]));
  const known = new Set(books.attempts.map(({ id }) => id));
  const entryAttempt = ({ id, pending, state }: EntrySaid): string | undefined => (state === 'posted' ? operationAttempt.get(id) : [pending ?? id].find((one) => known.has(one)));
  const entries = groupBy(books.entries, entryAttempt);
  const attempts = groupBy(books.attempts, ({ payment }) => payment);
  const [promised, tenders] = [new Map(books.promised.map((one) => [one.payment, one])), new Map(books.tenders.map((one) => [one.payment, one]))];
  return {
    stories: books.payments.map((payment) => ({
      payment,
      promised: promised.get(payment.id),
      tender: tenders.get(payment.id),
      attempts: (attempts.get(payment.id) ?? []).map((attempt) => ({ attempt, operations: operations.get(attempt.id) ?? [], provider: happened.get(attempt.id) ?? [], entries: entries.get(attempt.id) ?? [] })),
    })),
    orphans: [
      ...(happened.get(undefined) ?? []).map((one) => ({ payment: one.ours || one.reference, what: 'orphaned at the provider', provider: happenedWords([one]), payments: 'nothing', ledger: 'nothing' })),
      ...(entries.get(undefined) ?? []).map((one) => ({ payment: one.payment, what: 'orphaned in the ledger', provider: 'nothing', payments: 'nothing', ledger: entryWords(one) })),
    ],
  };
}
