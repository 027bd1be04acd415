/** Another engine of CEL, `@marcbachmann/cel-js`, with the functions that Kubernetes adds and rules use: it must agree with ours. */
import { Environment } from '@marcbachmann/cel-js';
import { addressOf, containsAddress, containsRange, kindOf, rangeOf } from '../cel/addresses.ts';
import { found } from '../cel/patterns.ts';
import { quantityOf } from '../cel/quantity.ts';
import { urlOf } from '../cel/urls.ts';
import { isFields, list, type Manifest, type Value } from '../manifests/index.ts';
import type { Shape } from '../shapes.ts';
import { podVariables } from '../texts.ts';

class Quantity {
  readonly amount: bigint;

  constructor(text: string) {
    const amount = quantityOf(text);
    if (amount === undefined) throw new RangeError(`${text} is no quantity`);
    this.amount = amount;
  }
}

class Cidr {
  readonly range: NonNullable<ReturnType<typeof rangeOf>>;

  constructor(text: string) {
    const range = rangeOf(text);
    if (!range) throw new RangeError(`${text} is no CIDR`);
    this.range = range;
  }
}

class Url {
  readonly parts: NonNullable<ReturnType<typeof urlOf>>;

  constructor(text: string) {
    const parts = urlOf(text);
    if (!parts) throw new RangeError(`${text} is no URL`);
    this.parts = parts;
  }
}

const compare = (a: Quantity, b: Quantity): bigint => (a.amount < b.amount ? -1n : a.amount > b.amount ? 1n : 0n);
const holdsAll = (a: readonly unknown[], b: readonly unknown[]): boolean => b.every((one) => a.includes(one));

const engine = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, enableOptionalTypes: true })
  .registerType('Quantity', Quantity)
  .registerType('Cidr', Cidr)
  .registerType('Url', Url)
  .registerFunction('quantity(string): Quantity', (text: string) => new Quantity(text))
  .registerFunction('isQuantity(string): bool', (text: string) => quantityOf(text) !== undefined)
  .registerFunction('Quantity.isGreaterThan(Quantity): bool', (a: Quantity, b: Quantity) => compare(a, b) > 0n)
  .registerFunction('Quantity.isLessThan(Quantity): bool', (a: Quantity, b: Quantity) => compare(a, b) < 0n)
  .registerFunction('Quantity.compareTo(Quantity): int', compare)
  .registerFunction('Quantity.sign(): int', ({ amount }: Quantity) => (amount > 0n ? 1n : amount < 0n ? -1n : 0n))
  .registerFunction('string.find(string): string', (text: string, pattern: string) => found(text, pattern, 1)[0] ?? '')
  .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) => found(text, pattern))
  .registerFunction('string.replace(string, string): string', (text: string, part: string, by: string) => text.replaceAll(part, () => by))
  .registerFunction('list<dyn>.indexOf(dyn): int', (items: readonly unknown[], item: unknown) => BigInt(items.indexOf(item)))
  .registerFunction('list<dyn>.lastIndexOf(dyn): int', (items: readonly unknown[], item: unknown) => BigInt(items.lastIndexOf(item)))
  .registerFunction('list<dyn>.max(): dyn', (items: readonly string[]) => items.reduce((most, one) => (one > most ? one : most)))
  .registerFunction('setsContains(list<dyn>, list<dyn>): bool', holdsAll)
  .registerFunction('setsIntersects(list<dyn>, list<dyn>): bool', (a: readonly unknown[], b: readonly unknown[]) => b.some((one) => a.includes(one)))
  .registerFunction('setsEquivalent(list<dyn>, list<dyn>): bool', (a: readonly unknown[], b: readonly unknown[]) => holdsAll(a, b) && holdsAll(b, a))
  .registerFunction('isIP(string): bool', (text: string) => addressOf(text) !== undefined)
  .registerFunction('isCIDR(string): bool', (text: string) => rangeOf(text) !== undefined)
  .registerFunction('cidr(string): Cidr', (text: string) => new Cidr(text))
  .registerFunction('Cidr.containsIP(string): bool', ({ range }: Cidr, text: string) => { const address = addressOf(text); return address !== undefined && containsAddress(range, address); })
  .registerFunction('Cidr.containsCIDR(string): bool', ({ range }: Cidr, text: string) => { const inner = rangeOf(text); return inner !== undefined && containsRange(range, inner); })
  .registerFunction('Cidr.prefixLength(): int', ({ range }: Cidr) => BigInt(range[1]))
  .registerFunction('family(string): int', (text: string) => { const address = addressOf(text); return address && kindOf(address) === 'ipv6' ? 6n : 4n; })
  .registerFunction('isURL(string): bool', (text: string) => urlOf(text) !== undefined)
  .registerFunction('url(string): Url', (text: string) => new Url(text))
  .registerFunction('Url.getScheme(): string', ({ parts }: Url) => parts.scheme)
  .registerFunction('Url.getHostname(): string', ({ parts }: Url) => parts.hostname)
  .registerFunction('Url.getHost(): string', ({ parts }: Url) => (parts.port === '' ? parts.hostname : `${parts.hostname}:${parts.port}`));

/** This engine knows no functions in libraries. */
const renamed = (text: string): string => text.replaceAll(/\bsets\.(contains|intersects|equivalent)\(/g, (_, name: string) => `sets${name.charAt(0).toUpperCase()}${name.slice(1)}(`);

/** A field that is null is not there. */
function bare(value: Value): Value {
  if (isFields(value)) return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => [key, bare(one)]));
  return Array.isArray(value) ? list(value).map(bare) : value;
}

type Variables = Readonly<Record<string, unknown>>;

/** What a rule speaks of, made by the texts that an API server would get. */
export function variablesOf(manifest: Manifest, shape: Shape | undefined): Variables {
  const object = bare(manifest.object);
  const variables: Record<string, unknown> = {};
  if (shape) for (const [name, text] of Object.entries(podVariables(shape))) variables[name] = evaluate(text, { object, variables });
  return { object, variables };
}

type Parsed = ReturnType<typeof engine.parse>;

const parsed = new Map<string, Parsed>();

function parse(text: string): Parsed {
  const known = parsed.get(text) ?? engine.parse(renamed(text));
  parsed.set(text, known);
  return known;
}

/** Throws where the text fails. */
export const evaluate = (text: string, variables: Variables): unknown => parse(text)(variables);
