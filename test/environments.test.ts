import { describe, expect, it } from '@jest/globals';
import { environments } from '../environments/index.ts';
import { everyObject, identityOf } from './support/trees.ts';

/** Objects that one environment has and another has not. Short, each with its reason. */
const exceptions: readonly { readonly object: RegExp; readonly reason: string }[] = [];

const objects = everyObject();
const inEnvironment = (name: string): string[] => objects.filter(({ environment }) => environment === name).map(({ stack, object }) => `${stack}: ${identityOf(object)}`);

describe('environments', () => {
  const [first, ...others] = environments.map(({ name }) => name);

  it.each(others)('%s has the objects of the first one, by stack, kind, namespace and name', (other) => {
    const expected = new Set(inEnvironment(first ?? ''));
    const found = new Set(inEnvironment(other));
    const differences = [...expected.symmetricDifference(found)].filter((one) => !exceptions.some(({ object }) => object.test(one)));
    expect(differences).toEqual([]);
  });

  it('need every exception that is listed', () => {
    const all = new Set(objects.map(({ stack, object }) => `${stack}: ${identityOf(object)}`));
    const lacking = [...all].filter((one) => environments.some(({ name }) => !inEnvironment(name).includes(one)));
    expect(exceptions.filter(({ object }) => !lacking.some((one) => object.test(one)))).toEqual([]);
  });

  it('differ in values', () => {
    const texts = environments.map(({ name }) => JSON.stringify(objects.filter(({ environment }) => environment === name)));
    expect(new Set(texts).size).toBe(environments.length);
  });

  it('have clusters of their own', () => {
    expect(new Set(environments.map(({ cluster }) => cluster.name)).size).toBe(environments.length);
  });
});
