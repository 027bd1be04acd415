import { afterAll, describe, it } from '@jest/globals';
import { scenariosOf } from '../../kit/provider/conformance.ts';
import { fixtureOf, obliging, openOutside } from './support.ts';

const outside = await openOutside(obliging);
afterAll(() => outside.sandbox.close());

describe('adyen-terminal', () => {
  it.each(scenariosOf(fixtureOf(outside)))('$name', ({ play }) => play());
});
