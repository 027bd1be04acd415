/** Where what is emitted is not what is declared. */
import { causeText, type Cause } from './cause.ts';

/**
 * Each wall is judged for itself, since one that is open is not made whole by another that is shut. `ingress` and `egress`: the halves of the
 * network. `exits`: the EgressFirewall. `mesh`: identities, methods, paths and end users. `calls`: the callers' own proxies. `doors`: the public's way in. `outside`: the way to
 * hosts outside.
 */
export const walls = ['ingress', 'egress', 'exits', 'mesh', 'calls', 'doors', 'outside'] as const;
export type Wall = (typeof walls)[number];

export interface Difference {
  readonly wall: Wall;
  /** `more`: open, though nobody declared it. `less`: declared, but shut. */
  readonly side: 'more' | 'less';
  readonly from: string;
  readonly to: string;
  /** Ports, or method and path. */
  readonly what: string;
  /** The objects and fields that make it so. */
  readonly causes: readonly Cause[];
}

/** Tells one from another whatever causes it. */
export const differenceKey = ({ wall, side, from, to, what }: Difference): string => [wall, side, from, to, what].join('\n');

/** A line for people, and below it every line of a file that causes it. */
export const differenceText = (difference: Difference): string => {
  const { wall, side, from, to, what, causes } = difference;
  const told = `${wall}: ${side === 'more' ? 'open, though not declared' : 'declared, but shut'}: ${from} -> ${to}: ${what}`;
  return [told, ...new Set(causes.map((one) => `    ${causeText(one)}`))].join('\n');
};
