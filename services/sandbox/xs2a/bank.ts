/** What the bank's answers depend on. */
import type { World } from '../frame/part.ts';
import { createPayments, type Payment, type Payments } from './payments.ts';

/** What banks do in one way or another. */
export interface Rules {
  /** Forgets the requests that it has seen. */
  forgetful: boolean;
  /** Lets the authorisation be started by itself, for who prefers that. */
  explicit: boolean;
  /** Asks in its app alone. */
  decoupling: boolean;
  /** Lets all pass without the payer. */
  exempting: boolean;
  /** Asks the payer before it cancels what they have approved. */
  asksToCancel: boolean;
}

export interface Bank extends World {
  readonly payments: Payments;
  readonly rules: Rules;
  readonly find: (id: string | undefined) => Payment | undefined;
}

export function createBank(world: World): Bank {
  const payments = createPayments(world.clock, world.random);
  return { ...world, payments, rules: { forgetful: false, explicit: false, decoupling: false, exempting: false, asksToCancel: false }, find: (id) => payments.all().find((one) => one.id === id) };
}
