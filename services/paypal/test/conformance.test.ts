import { afterAll, describe, it } from '@jest/globals';
import { scenariosOf } from '../../kit/provider/conformance.ts';
import { startOutside } from './support.ts';

const manual = await startOutside();
const automatic = await startOutside();
afterAll(() => Promise.all([manual, automatic].map(({ sandbox }) => sandbox.close())));

describe('paypal, reserved first', () => {
  it.each(scenariosOf(manual.fixture))('$name', ({ play }) => play());
});

describe('paypal, taken at once', () => {
  const { ask, doing } = automatic.fixture;
  const fixture = { ...automatic.fixture, ask: { ...ask, capture: 'automatic' as const }, doing: { ...doing, authorise: '/capture' }, becomesStrange: ({ captureReference = '' }) => automatic.sandbox.part('paypal').acts['becomes']?.({ reference: captureReference, status: 'HELD_BY_THE_MOON' }) };
  it.each(scenariosOf(fixture))('$name', ({ play }) => play());
});
