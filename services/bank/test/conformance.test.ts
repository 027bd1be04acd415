import { afterAll, describe, it } from '@jest/globals';
import { scenariosOf } from '../../kit/provider/conformance.ts';
import { fixtureOf, openOutside } from './support.ts';

const outside = await openOutside();
afterAll(() => outside.sandbox.close());

describe.each(['xs2a', 'xs2a-instant'] as const)('%s', (route) => {
  it.each(scenariosOf(fixtureOf(outside, route)))('$name', ({ play }) => play());
});
