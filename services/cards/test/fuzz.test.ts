import { afterAll, it } from '@jest/globals';
import { fuzzProvider } from '../../kit/provider/conformance/fuzz.ts';
import { fixturesOf } from './fixtures.ts';
import { openWorld } from './support.ts';

const world = await openWorld();
afterAll(() => world.close());

it.each(fixturesOf(world))('%s answers whatever comes, and never by a 500', (_, fixture) => fuzzProvider(fixture), 60_000);
