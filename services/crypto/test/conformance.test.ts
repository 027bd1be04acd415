import { afterAll, describe, it } from '@jest/globals';
import { scenariosOf } from '../../kit/provider/conformance.ts';
import { startOutside } from './support.ts';

const { fixture, sandbox } = await startOutside();
afterAll(sandbox.close);

describe('crypto', () => {
  it.each(scenariosOf(fixture))('$name', ({ play }) => play());
});
