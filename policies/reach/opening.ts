import type { Cause } from './cause.ts';
import { intersect, normal, type PortSet } from './ports.ts';

/** Ports that are open, and what opens them. */
export interface Opening {
  readonly ports: PortSet;
  readonly causes: readonly Cause[];
}

export const portsOfAll = (openings: readonly Opening[]): PortSet => normal(openings.flatMap(({ ports }) => ports));

/** What is open where both are: each pair that has ports in common, with the causes of both. */
export const bothOpen = (a: readonly Opening[], b: readonly Opening[]): Opening[] =>
  a.flatMap((one) => b.map((other) => ({ ports: intersect(one.ports, other.ports), causes: [...one.causes, ...other.causes] }))).filter(({ ports }) => ports.length > 0);
