/** One payment as its payer makes it: an intent, and an attempt that is taken at once. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** More wait here, and their time runs. */
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

interface Answer {
  readonly payment?: string;
  readonly state?: string;
}

interface Post {
  readonly token: string;
  readonly body: object;
  readonly key: string;
}

async function post(url: string, { token, body, key }: Post): Promise<Answer> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), authorization: `Bearer ${token}`, 'idempotency-key': key };
  return new Promise((resolve, reject) => {
    const asking = request(url, { method: 'POST', agent, headers }, (answer) => {
      json(answer).then((read) => (answer.statusCode === 200 || answer.statusCode === 201 ? resolve(read as Answer) : reject(new Error(`${answer.statusCode} ${JSON.stringify(read)}`))), reject);
    });
    asking.once('error', reject);
    asking.end(text);
  });
}

/** Everybody pays with a card of their own; a token has no digits. */
const newToken = (): string => `tok_${randomUUID().replaceAll(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))}`;

/** Throws where the payment does not end as captured. Returns the idempotency keys that it was made with. */
export async function pay(url: string, token: string): Promise<readonly string[]> {
  const keys = [randomUUID(), randomUUID()] as const;
  const { payment } = await post(`${url}/payments`, { token, key: keys[0], body: { amount: { amount: 2_500, currency: 'EUR' } } });
  const { state } = await post(`${url}/payments/${payment}/attempts`, { token, key: keys[1], body: { instrument: { method: 'card', token: newToken(), merchant: 'guichet' } } });
  if (state !== 'captured') throw new Error(`the payment is ${state}`);
  return keys;
}
