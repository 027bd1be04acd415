import { describe, expect, it } from '@jest/globals';
import { everyObject, identityOf, type Placed } from './support/trees.ts';

const all = everyObject();
const shown = ({ environment, stack, object }: Placed): string => `${environment}/${stack} ${identityOf(object)}`;
const lacking = (holds: (one: Placed) => boolean): string[] => all.filter((one) => !holds(one)).map(shown);

describe('every object', () => {
  it.each(['app.kubernetes.io/name', 'app.kubernetes.io/component', 'app.kubernetes.io/part-of', 'app.kubernetes.io/managed-by', 'guichet.dev/owner', 'guichet.dev/zone', 'guichet.dev/scope'])('carries the label %s', (label) => {
    expect(lacking(({ object }) => /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(object.metadata.labels?.[label] ?? ''))).toEqual([]);
  });

  it('belongs to a zone and a scope of the vocabulary', () => {
    expect(lacking(({ object: { metadata: { labels } } }) => ['edge', 'core', 'cardholder', 'connectors', 'platform'].includes(labels?.['guichet.dev/zone'] ?? '') && ['cde', 'connected', 'out-of-scope'].includes(labels?.['guichet.dev/scope'] ?? ''))).toEqual([]);
  });

  it('is in the cardholder data environment exactly when it is for the cardholder zone', () => {
    expect(lacking(({ object: { metadata: { labels } } }) => (labels?.['guichet.dev/zone'] === 'cardholder') === (labels?.['guichet.dev/scope'] === 'cde'))).toEqual([]);
  });

  it('says its purpose, and which construct made it', () => {
    expect(lacking(({ object, stack }) => Boolean(object.metadata.annotations?.['guichet.dev/purpose']) && (object.metadata.annotations?.['guichet.dev/construct-path'] ?? '').startsWith(`${stack}/`))).toEqual([]);
  });

  it('exists once in its cluster', () => {
    const places = Map.groupBy(all, ({ environment, object }) => `${environment}: ${object.apiVersion.split('/')[0] ?? ''} ${identityOf(object)}`);
    expect([...places].filter(([, same]) => same.length > 1).map(([place]) => place)).toEqual([]);
  });
});

describe('secrets', () => {
  it('are no objects of the tree', () => {
    expect(all.filter(({ object }) => object.kind === 'Secret' || object.kind === 'SealedSecret').map(shown)).toEqual([]);
  });

  it.each([
    ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
    ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./],
    ['a key of a payment provider', /\b(sk|rk|whsec)_(live|test)?_?[A-Za-z0-9]{16,}/],
    ['a cloud access key', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
    ['a password in an address', /:\/\/[^/\s:@"']+:[^/\s@"']+@/],
    ['a card number', /\b(?:4\d{15}|5[1-5]\d{14}|3[47]\d{13})\b/],
  ])('are nowhere in the text, not even as examples: %s', (_, pattern) => {
    expect(all.filter(({ object }) => pattern.test(JSON.stringify(object))).map(shown)).toEqual([]);
  });

  it('are never given as a literal value', () => {
    expect(all.flatMap((one) => literals(one.object).map((path) => `${shown(one)} ${path}`))).toEqual([]);
  });
});

/** Where a field that is named after a credential has a text as its value, other than a template that External Secrets fills in the cluster. */
function literals(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => literals(one, `${path}[${i}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (/^(password|passwd|token|apiKey|api-key|clientSecret|privateKey)$/i.test(key) && typeof inner === 'string' && !/^\{\{.*\}\}$/.test(inner) ? [`${path}.${key}`] : literals(inner, `${path}.${key}`)));
}
