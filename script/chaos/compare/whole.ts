/** What must hold of a payment as a whole. Pure. */
import type { Story } from './story.ts';
import { refundedOf, total } from './sums.ts';

const sums = ({ attempts }: Story) => {
  const own = attempts.filter(({ attempt }) => !attempt.stray);
  const all = (of: readonly bigint[]): bigint => total(of);
  return { captured: all(own.map(({ attempt }) => attempt.captured)), refunded: all(own.map(refundedOf)), reserved: all(own.map(({ attempt }) => attempt.authorised - attempt.captured - attempt.released)) };
};

type Sums = ReturnType<typeof sums>;

/** What each state says of the sums; the others say nothing that these do not. */
const meanings: Readonly<Record<string, (sums: Sums) => boolean>> = {
  open: ({ captured, reserved }) => captured === 0n && reserved === 0n,
  cancelled: ({ captured, reserved }) => captured === 0n && reserved === 0n,
  expired: ({ captured, reserved }) => captured === 0n && reserved === 0n,
  voided: ({ captured, reserved }) => captured === 0n && reserved === 0n,
  authorised: ({ captured, reserved }) => captured === 0n && reserved > 0n,
  'partly-captured': ({ captured, reserved }) => captured > 0n && reserved > 0n,
  captured: ({ captured, refunded, reserved }) => captured > 0n && refunded === 0n && reserved === 0n,
  'partly-refunded': ({ captured, refunded, reserved }) => refunded > 0n && refunded < captured && reserved === 0n,
  refunded: ({ captured, refunded, reserved }) => captured > 0n && refunded === captured && reserved === 0n,
};

/** Whole, in words; nothing where all is well. */
export function wholeFaults(story: Story): readonly string[] {
  const { payment: { state, amount, basket }, promised, tender, attempts } = story;
  const found = sums(story);
  const meaning = meanings[state];
  const everything = { captured: total(attempts.map(({ attempt }) => attempt.captured)), refunded: total(attempts.map(refundedOf)) };
  const words = `${found.captured} captured, ${found.refunded} refunded, ${found.reserved} reserved`;
  const faults: [boolean, string][] = [
    [meaning !== undefined, `unresolved: it is ${state}`],
    [meaning?.(found) ?? true, `it is ${state} with ${words}`],
    [found.captured + found.reserved <= amount, `more than ${amount} is taken or reserved: ${words}`],
    [promised === undefined || (everything.captured >= promised.captured && everything.refunded >= promised.refunded), `lost: somebody was told that ${promised?.captured ?? 0n} is captured and ${promised?.refunded ?? 0n} refunded, now it is ${words}`],
    [basket === null || ((tender?.captured ?? 0n) === everything.captured && (tender?.refunded ?? 0n) === everything.refunded), `its basket has heard of ${tender?.captured ?? 0n} captured and ${tender?.refunded ?? 0n} refunded, payments say ${everything.captured} and ${everything.refunded}`],
  ];
  return faults.filter(([holds]) => !holds).map(([, what]) => what);
}
