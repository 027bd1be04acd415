/** Semantic versions 2.0.0. */
export interface Version {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly pre: readonly string[];
  readonly build: string;
}

const pattern = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*))?(?:\+([\da-zA-Z-]+(?:\.[\da-zA-Z-]+)*))?$/;

/** As Kubernetes normalises: no leading `v`, no leading zeros, and zeros for the numbers that are missing. */
function normalised(text: string): string {
  const [, numbers = '', rest = ''] = /^([^-+]*)(.*)$/s.exec(text.replace(/^v/, '')) ?? [];
  const parts = numbers.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  return `${[...parts, '0', '0'].slice(0, Math.max(3, parts.length)).join('.')}${rest}`;
}

export function versionOf(text: string, normalise: boolean): Version | undefined {
  const parts = pattern.exec(normalise ? normalised(text) : text);
  if (!parts) return undefined;
  const [, major = '', minor = '', patch = '', pre, build = ''] = parts;
  return { numbers: [BigInt(major), BigInt(minor), BigInt(patch)], pre: pre === undefined ? [] : pre.split('.'), build };
}

export const versionText = ({ numbers, pre }: Version): string => `${numbers.join('.')}-${pre.join('.')}`;

const sign = (a: bigint | number | string, b: bigint | number | string): number => (a < b ? -1 : a > b ? 1 : 0);

function comparePre(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [numeric, other] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numeric && other) return sign(BigInt(a), BigInt(b));
  return numeric === other ? sign(a, b) : numeric ? -1 : 1;
}

export function compareVersions(a: Version, b: Version): number {
  for (const i of [0, 1, 2] as const) if (a.numbers[i] !== b.numbers[i]) return sign(a.numbers[i], b.numbers[i]);
  if (a.pre.length === 0 || b.pre.length === 0) return sign(b.pre.length, a.pre.length) === 0 ? 0 : a.pre.length === 0 ? 1 : -1;
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i += 1) {
    const order = comparePre(a.pre[i], b.pre[i]);
    if (order !== 0) return order;
  }
  return 0;
}
