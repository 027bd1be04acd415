import { afterAll, it } from '@jest/globals';
import { fuzzProvider } from '../../kit/provider/conformance/fuzz.ts';
import { startOutside } from './support.ts';

const { fixture, sandbox } = await startOutside();
afterAll(sandbox.close);

it('answers whatever comes, and never by a 500', () => fuzzProvider(fixture), 60_000);
