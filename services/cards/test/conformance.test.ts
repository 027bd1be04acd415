import { afterAll, describe, it } from '@jest/globals';
import { scenariosOf } from '../../kit/provider/conformance.ts';
import { fixturesOf } from './fixtures.ts';
import { openWorld } from './support.ts';

const world = await openWorld();
afterAll(() => world.close());

describe.each(fixturesOf(world))('%s', (_, fixture) => {
  it.each(scenariosOf(fixture))('$name', ({ play }) => play(), 20_000);
});
