/** Quantities of Kubernetes (`resource.Quantity`) as numbers: good for sums that people compare, which stay far below 2^53. */
import type { Value } from '../manifests/index.ts';

const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };

const scaleOf = (suffix: string): number => decimal[suffix] ?? 1024 ** (binary.indexOf(suffix) + 1);

/** `250m` is 0.25, `64Mi` 67108864. Nothing for what is no quantity. */
export function quantity(value: Value | undefined): number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value);
  const [, number, exponent, suffix = ''] = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([KMGTPE]i|[numkMGTPE]?))$/.exec(typeof value === 'string' ? value : '') ?? [];
  if (number === undefined) return undefined;
  return exponent === undefined ? Number(number) * scaleOf(suffix) : Number(`${number}${exponent}`);
}
