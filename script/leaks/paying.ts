/** Numbers where they belong: typed into the fields, and paid with; good ones, refused ones, ones that are asked to prove it; over acquirers that fail, and programs that fall. */
import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { eventually, read } from '../demo/tour/check.ts';
import { Payment } from '../demo/tour/shapes.ts';
import type { World } from '../demo/tour/world.ts';
import type { Answered, Asking } from './asking.ts';
import { all, numbers } from './numbers.ts';

const Session = Type.Object({ session: Type.String(), merchant: Type.String() });
const Tokenised = Type.Object({ token: Type.String() });
const parsed = (text: string): unknown => JSON.parse(text);

export async function newPayment({ ask }: Asking, capture: 'manual' | 'automatic' = 'automatic'): Promise<string> {
  const { text } = await ask('/v1/payments', { as: 'customer', method: 'POST', body: { amount: { amount: 1290, currency: 'EUR' }, capture } });
  return read('the payment', Payment, parsed(text)).payment;
}

export async function newSession({ ask }: Asking, payment: string) {
  const { text } = await ask(`/v1/payments/${payment}/card-sessions`, { as: 'customer', method: 'POST', body: { origin: 'https://shop.example' } });
  return read('the card session', Session, parsed(text));
}

/** Answers what became of the last request that was made: where the number is refused, that is the fields' answer. */
export async function pay(asking: Asking, number: string, payment: string): Promise<Answered> {
  const { session, merchant } = await newSession(asking, payment);
  const typed = await asking.ask(`/fields/${session}/tokens`, { service: 'card-entry', method: 'POST', body: { number, expiry: { month: 9, year: 2029 } } });
  if (typed.status !== 201) return typed;
  const { token } = read('the token', Tokenised, parsed(typed.text));
  return asking.ask(`/v1/payments/${payment}/attempts`, { as: 'customer', method: 'POST', body: { instrument: { method: 'card', token, merchant, holder: 'Ada Lovelace' }, returnAddress: 'https://shop.example/back', payer: { address: '203.0.113.7', userAgent: 'canary' } } });
}

/** By state of the payment, or by status where nothing is said of one. */
async function outcomeOf(asking: Asking, number: string): Promise<string> {
  const { status, text } = await pay(asking, number, await newPayment(asking));
  return status === 200 || status === 202 ? read('the payment', Payment, parsed(text)).state : String(status);
}

export async function everyCard(asking: Asking): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(all.map(async (number) => [number, await outcomeOf(asking, number)] as const)));
}

/** Each in turn, at both acquirers: before, in the middle of and after what they do. */
const faults = ['error', 'error-after', 'answer-lost', 'answer-cut', 'connection-lost', 'decline'] as const;

export async function failingAcquirers(world: World, asking: Asking): Promise<string[]> {
  const seen: string[] = [];
  for (const fault of faults) {
    await world.outside('/faults', ['stripe', 'adyen-checkout'].map((provider) => ({ fault, provider })), 'PUT');
    seen.push(...(await Promise.all([numbers.visa, numbers.mastercard].map((number) => outcomeOf(asking, number)))));
  }
  await world.outside('/faults', [], 'PUT');
  return seen;
}

/** Programs through which a number passes, and the one that keeps what it pays. */
export const falling = ['vault', 'cards', 'payments', 'card-entry'] as const;

const ready = async (admin: string): Promise<true | undefined> => ((await fetch(`${admin}/healthz/ready`).then(({ ok }) => ok, () => false)) ? true : undefined);

/** Kills each with numbers on their way, and waits until it is started anew. Answers how many requests were not answered well. */
export async function fallingPrograms({ counter }: World, asking: Asking): Promise<number> {
  const outcomes: Promise<PromiseSettledResult<Answered>[]>[] = [];
  for (const name of falling) {
    const payments = await Promise.all(all.map(() => newPayment(asking)));
    const sessions = await Promise.all(payments.map((payment) => newSession(asking, payment)));
    const killed = counter.processes().find((running) => running.name === name);
    const paying = Promise.allSettled(payments.flatMap((payment, i) => [
      pay(asking, all[i] ?? '', payment),
      asking.ask(`/fields/${sessions[i]?.session ?? ''}/tokens`, { service: 'card-entry', method: 'POST', body: { number: all[i], expiry: { month: 1 + (i % 12), year: 2031 } }, headers: { 'idempotency-key': randomUUID() } }),
    ]));
    await new Promise((resolve) => setTimeout(resolve, 40));
    await killed?.kill();
    outcomes.push(paying);
    await eventually(`${name} runs again`, async () => (counter.processes().some((running) => running.name === name && running !== killed) ? ready(counter.services[name]?.admin ?? '') : undefined), 20);
  }
  return (await Promise.all(outcomes)).flat().filter((outcome) => outcome.status === 'rejected' || outcome.value.status >= 500).length;
}
