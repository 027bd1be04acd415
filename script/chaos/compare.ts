/** Compares what provider, payments and ledger say, one by one per payment and operation. Pure. */
import type { Books } from './books.ts';
import { checks } from './compare/checks.ts';
import { entriesWords, happenedWords, tell, type Discrepancy, type Story } from './compare/story.ts';
import { wholeFaults } from './compare/whole.ts';

export type { Discrepancy } from './compare/story.ts';

const paymentsWords = ({ payment, attempts }: Story): string =>
  [
    `${payment.state}, ${payment.amount} ${payment.currency}`,
    ...attempts.flatMap(({ attempt, operations }) => [
      `attempt ${attempt.id} at ${attempt.route} ${attempt.state}${attempt.stray ? ' (stray)' : ''}: ${attempt.authorised} authorised, ${attempt.captured} captured, ${attempt.released} released${attempt.mismatch === null ? '' : ` (${attempt.mismatch})`}`,
      ...operations.map(({ kind, id, state, amount }) => `${kind} ${id} ${state} of ${amount}`),
    ]),
  ].join('; ');

function faultsOf(story: Story): readonly Discrepancy[] {
  const found = [...wholeFaults(story), ...story.attempts.flatMap((told) => checks.flatMap((check) => check(told, story)))];
  return found.map((what) => ({
    payment: story.payment.id,
    what,
    provider: happenedWords(story.attempts.flatMap(({ provider }) => provider)),
    payments: paymentsWords(story),
    ledger: entriesWords(story.attempts.flatMap(({ entries }) => entries)),
  }));
}

/** Everything that does not add up; nothing where all three say the same. */
export function compare(books: Books): readonly Discrepancy[] {
  const { stories, orphans } = tell(books);
  const unbalanced = Object.entries(books.sums).filter(([, sum]) => sum !== 0n);
  return [...orphans, ...stories.flatMap(faultsOf), ...unbalanced.map(([currency, sum]) => ({ payment: 'none', what: `the ledger does not sum to zero in ${currency}`, provider: '', payments: '', ledger: `${sum} ${currency}` }))];
}

/** One paragraph a payment: all that is wrong with it, and what each of the three says. */
export const discrepancyWords = (found: readonly Discrepancy[]): readonly string[] =>
  [...Map.groupBy(found, ({ payment }) => payment)].map(([payment, all]) => {
    const said = (of: 'provider' | 'payments' | 'ledger'): string => [...new Set(all.map((one) => one[of]))].join('; ');
    return [`payment ${payment}`, ...all.map(({ what }) => `  ${what}`), `    provider: ${said('provider')}`, `    payments: ${said('payments')}`, `    ledger:   ${said('ledger')}`].join('\n');
  });
