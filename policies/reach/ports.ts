/** Sets of ports, as ranges, so that "every port" and "8000 to 9000" are themselves and not samples. */
import type { Protocol } from '../manifests/index.ts';

export interface PortRange {
  readonly protocol: Protocol;
  /** From and to, both included. */
  readonly from: number;
  readonly to: number;
}

export type PortSet = readonly PortRange[];

export const protocols: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

export const lastPort = 65_535;

export const everyPort: PortSet = protocols.map((protocol) => ({ protocol, from: 1, to: lastPort }));

export const onePort = (number: number, protocol: Protocol = 'TCP'): PortRange => ({ protocol, from: number, to: number });

const overlap = (a: PortRange, b: PortRange): PortRange[] => {
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
  return a.protocol === b.protocol && from <= to ? [{ protocol: a.protocol, from, to }] : [];
};

/** Ports in both. */
export const intersect = (a: PortSet, b: PortSet): PortSet => a.flatMap((one) => b.flatMap((other) => overlap(one, other)));

function withoutRange(range: PortRange, other: PortRange): PortRange[] {
  if (overlap(range, other).length === 0) return [range];
  return [
    { ...range, to: Math.min(range.to, other.from - 1) },
    { ...range, from: Math.max(range.from, other.to + 1) },
  ].filter(({ from, to }) => from <= to);
}

/** Ports of the first that are not in the second. */
export const subtract = (a: PortSet, b: PortSet): PortSet => b.reduce<PortSet>((left, range) => left.flatMap((one) => withoutRange(one, range)), a);

const order = (a: PortRange, b: PortRange): number => protocols.indexOf(a.protocol) - protocols.indexOf(b.protocol) || a.from - b.from;

/** The same ports in the fewest ranges, in order. */
export const normal = (set: PortSet): PortSet =>
  [...set].sort(order).reduce<readonly PortRange[]>((before, range) => {
    const last = before.at(-1);
    if (last?.protocol !== range.protocol || last.to + 1 < range.from) return [...before, range];
    return [...before.slice(0, -1), { ...last, to: Math.max(last.to, range.to) }];
  }, []);

export const includes = (set: PortSet, number: number, protocol: Protocol = 'TCP'): boolean => set.some((range) => range.protocol === protocol && range.from <= number && number <= range.to);

const rangeText = ({ protocol, from, to }: PortRange): string => {
  const numbers = from === to ? String(from) : from === 1 && to === lastPort ? 'every port' : `${from}-${to}`;
  return protocol === 'TCP' ? numbers : `${numbers}/${protocol}`;
};

export function portsText(set: PortSet): string {
  const ranges = normal(set);
  const whole = ranges.filter(({ from, to }) => from === 1 && to === lastPort);
  return whole.length === protocols.length ? 'every port' : ranges.map(rangeText).join(', ');
}
