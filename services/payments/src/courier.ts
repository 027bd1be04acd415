/** Carries notices to the merchant (Standard Webhooks 1.0): signed anew at each try, tried by a schedule, given up in the end and kept for whoever asks for them. */
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { request } from '../../kit/request.ts';
import type { SecretFiles } from '../../kit/secrets.ts';
import { within } from '../../kit/time-limit.ts';
import { disable, isDisabled, saveTries, takeDeliveries, type Delivery, type Try } from './adapters/deliveries.ts';
import { nextDelivery, retryAfterOf } from './domain/schedule.ts';
import type { Switch } from './switch.ts';

/** All sign while one takes the place of another: the receiver accepts any of the signatures. */
const Keys = Compile(Type.Object({ keys: Type.Array(Type.String({ pattern: '^whsec_[A-Za-z0-9+/]{32,88}={0,2}$' }), { minItems: 1, maxItems: 5 }) }));

/** From the text of `keys.json`: `{"keys":["whsec_…"]}`, the new one first. Throws an error that repeats nothing of the file. */
export function readWebhookKeys(files: SecretFiles): readonly Webhook[] {
  const set = parsed(files['keys.json'] ?? '');
  if (!Keys.Check(set)) throw new Error('keys.json of webhook-signing-keys is no {"keys":["whsec_..."]} with one to five secrets of 24 to 64 bytes in base64');
  return set.keys.map((key) => new Webhook(key));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('keys.json of webhook-signing-keys is not JSON');
  }
}

export interface CourierProps extends Pick<Switch, 'db' | 'log' | 'now' | 'random' | 'merchantWebhooks'> {
  readonly keys: () => readonly Webhook[];
  /** Of one try, in milliseconds: as the declaration of the outside has it. */
  readonly timeout: number;
}

/** The id stays the same over all tries, so that the receiver recognises a repetition; the time is the try's own. */
function signed(keys: readonly Webhook[], { id, body }: Delivery, at: Date): Readonly<Record<string, string>> {
  const name = `msg_${id}`;
  return {
    'content-type': 'application/json',
    'webhook-id': name,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': keys.map((key) => key.sign(name, at, body)).join(' '),
  };
}

interface Outcome {
  readonly said: string;
  readonly status?: number;
  readonly retryAfter: number;
}

async function send({ keys, merchantWebhooks, now, timeout }: CourierProps, delivery: Delivery): Promise<Outcome> {
  const at = now();
  try {
    const { status, headers } = await within(timeout, async (signal) => {
      const answer = await request(new URL(merchantWebhooks), { method: 'POST', headers: signed(keys(), delivery, at), body: delivery.body, signal });
      // An answer that never ends would hold its connection for good.
      await answer.ignore();
      return answer;
    });
    return { said: String(status), status, retryAfter: retryAfterOf(headers.get('retry-after'), at) };
  } catch {
    return { said: 'no answer', retryAfter: 0 };
  }
}

const wasTaken = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300;

async function deliver(props: CourierProps, delivery: Delivery): Promise<Try> {
  const { db, log, now, random, merchantWebhooks } = props;
  const { said, status, retryAfter } = await send(props, delivery);
  const at = now();
  const { id } = delivery;
  if (wasTaken(status)) return { id, state: 'delivered', answer: said, nextTryAt: at };
  if (status === 410) {
    await disable(db, merchantWebhooks, at);
    log.error({ delivery: id }, 'the merchant’s endpoint is gone: nothing is sent there until an operator asks for it (redeliver)');
  }
  const pause = nextDelivery(delivery.tries + 1, { random: random(), retryAfter });
  if (pause === undefined) log.error({ delivery: id, payment: delivery.payment }, 'a notice to the merchant was given up');
  return { id, state: pause === undefined ? 'dead' : 'pending', answer: said, nextTryAt: new Date(at.getTime() + (pause ?? 0)) };
}

/** Milliseconds between two notices of a batch: sent all at once, they would keep payers waiting. */
const apart = 2;

/** Returns whether there may be more. Any number of pods may do this at once. */
export async function carry(props: CourierProps, batch = 20): Promise<boolean> {
  const { db, now, merchantWebhooks, timeout } = props;
  if (await isDisabled(db, merchantWebhooks)) return false;
  const at = now();
  const due = await db.transaction().execute((trx) => takeDeliveries(trx, { now: at, until: new Date(at.getTime() + 2 * timeout), limit: batch }));
  await saveTries(db, await Promise.all(due.map((one, place) => pause(place * apart).then(() => deliver(props, one)))));
  return due.length === batch;
}
