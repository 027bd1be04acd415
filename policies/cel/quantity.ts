/** Kubernetes quantities, exact: `100m`, `1.5Gi`, `2e3`. The smallest part is a billionth, and less is rounded away from zero, as Kubernetes rounds. */
const billion = 10n ** 9n;

const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

const powers: ReadonlyMap<string, readonly [bigint, bigint]> = new Map<string, readonly [bigint, bigint]>([
  ['n', [1n, billion]],
  ['u', [1n, 10n ** 6n]],
  ['m', [1n, 1000n]],
  ...['', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, i) => [suffix, [1000n ** BigInt(i), 1n]] as const),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, i) => [suffix, [1024n ** BigInt(i + 1), 1n]] as const),
]);

/** Billionths, or nothing where the text is no quantity. */
export function quantityOf(text: string): bigint | undefined {
  const parts = pattern.exec(text);
  if (!parts) return undefined;
  const [, sign = '', digits = '', exponent, suffix = ''] = parts;
  const [whole = '', fraction = ''] = digits.split('.');
  const [times, by] = exponent === undefined ? powers.get(suffix) ?? [1n, 1n] : powerOf(Number(exponent.slice(1)));
  const above = BigInt(`${whole}${fraction}`) * times * billion;
  const below = 10n ** BigInt(fraction.length) * by;
  const magnitude = (above + below - 1n) / below;
  return sign === '-' ? -magnitude : magnitude;
}

const powerOf = (exponent: number): readonly [bigint, bigint] => (exponent >= 0 ? [10n ** BigInt(Math.min(exponent, 40)), 1n] : [1n, 10n ** BigInt(Math.min(-exponent, 40))]);

export const isWhole = (quantity: bigint): boolean => quantity % billion === 0n;
export const wholePart = (quantity: bigint): bigint => quantity / billion;
export const asDouble = (quantity: bigint): number => Number(quantity / billion) + Number(quantity % billion) / 1e9;
export const ofWhole = (value: bigint): bigint => value * billion;
