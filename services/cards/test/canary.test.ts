/** Known card numbers go through every path to both acquirers, by the program as a process; afterwards they are in no log and no answer. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startProvider } from '../../kit/testing/provider.ts';
import type { Fault } from '../../sandbox/frame/faults.ts';
import type { Sandbox } from '../../sandbox/frame/sandbox.ts';
import { adyenCheckout } from '../../sandbox/adyen/play.ts';
import { stripe } from '../../sandbox/stripe/play.ts';
import { asking, openWorld, tokenOf } from './support.ts';

/** Good, declined, challenged, without a right check digit, and of a card that the vault's answer spoils. */
const canaries = ['4242424242424242', '4000000000000002', '4871049999999910', '5555555555554445', '378282246310005'] as const;

function shapesOf(number: string): string[] {
  const base64 = [0, 1, 2].map((offset) => Buffer.from(' '.repeat(offset) + number).toString('base64').slice(offset === 0 ? 0 : offset + 1, offset === 0 ? 16 : 19));
  return [number, number.match(/.{1,4}/g)?.join(' ') ?? '', number.match(/.{1,4}/g)?.join('-') ?? '', Buffer.from(number).toString('hex'), ...base64, [...number].reverse().join('')];
}

const found = (text: string): string[] => canaries.flatMap(shapesOf).filter((shape) => text.toLowerCase().includes(shape.toLowerCase()));

const listening = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Tells the number that the token spells. */
const vaultServer = createServer((request, response) => {
  const number = [...(/tok-([a-z]+)/.exec(request.url ?? '')?.[1] ?? '')].map((letter) => 'bcdfghjkmn'.indexOf(letter)).join('');
  const month = number === canaries[4] ? 99 : 3;
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ number, brand: 'visa', expiry: { month, year: 2030 } })));
});

const numberIn = (text: string): string => /\d{13,19}/.exec(text)?.[0] ?? text.slice(0, 64);

/** What an acquirer could answer at its worst: it repeats all that it was sent, in every place, as an error, as no JSON, as half of it. */
const echoes: readonly ((text: string) => { readonly status: number; readonly body: string })[] = [
  (text) => ({ status: 500, body: text }),
  (text) => ({ status: 200, body: text }),
  (text) => ({ status: 200, body: `{"id":${text}` }),
  (text) => ({ status: 402, body: JSON.stringify({ error: { type: 'card_error', code: text.slice(0, 200), decline_code: 'x', message: text, param: text, doc_url: text }, status: 402, errorCode: text, message: text, errorType: text }) }),
  (text) => ({ status: 402, body: JSON.stringify({ error: { type: text, code: numberIn(text), message: text } }) }),
  (text) => ({ status: 400, body: JSON.stringify({ error: { code: numberIn(text), message: text }, errorCode: numberIn(text) }) }),
  (text) => ({ status: 200, body: JSON.stringify({ id: 'pm_echo', resultCode: 'Refused', refusalReasonCode: numberIn(text), refusalReason: text, merchantReference: text }) }),
  (text) => ({ status: 422, body: JSON.stringify({ error: { type: 'invalid_request_error', message: text }, status: 422, errorCode: '702', message: text }) }),
  (text) => ({ status: 200, body: JSON.stringify({ id: 7, object: null, status: { text }, resultCode: { text }, amount: text }) }),
];
let turn = 0;
const echoServer = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
    const answer = echoes[(turn += 1) % echoes.length]?.(decodeURIComponent(Buffer.concat(chunks).toString().replaceAll('%', '%25')).replaceAll('%25', '%'));
    response.writeHead(answer?.status ?? 500, { 'content-type': 'application/json', 'request-id': 'req_echo' }).end(answer?.body);
  });
});

let world: Sandbox;
let urls: { readonly vault: string; readonly echo: string };

beforeAll(async () => {
  world = await openWorld();
  urls = { vault: await listening(vaultServer), echo: await listening(echoServer) };
}, 30_000);

afterAll(async () => {
  for (const server of [vaultServer, echoServer]) {
    server.closeAllConnections();
    server.close();
  }
  await world.close();
});

const faults: readonly Fault[] = ['connection-lost', 'error', 'answer-lost', 'error-after', 'answer-cut', 'decline'];

interface Heard {
  readonly logs: string;
  readonly answers: readonly string[];
}

/** The program against these acquirers, asked in all ways. */
async function played(outside: { readonly stripe: string; readonly adyen: string }, rounds: readonly (Fault | undefined)[]): Promise<Heard> {
  const program = await startProvider({ service: 'cards', secrets: { ...stripe.secrets, ...adyenCheckout.secrets }, env: { STRIPE_URL: outside.stripe, ADYEN_CHECKOUT_URL: outside.adyen, VAULT_URL: urls.vault, LOG_LEVEL: 'debug' } });
  const answers: string[] = [];
  const ask = async (path: string, body: object, key: string = randomUUID()): Promise<unknown> => {
    const answer = await fetch(`${program.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': key }, body: JSON.stringify(body) });
    const text = await answer.text();
    answers.push(`${answer.status} ${text}${JSON.stringify([...answer.headers])}`);
    return JSON.parse(text);
  };
  for (const fault of rounds) {
    for (const route of ['stripe', 'adyen']) {
      for (const number of canaries) {
        world.faults.set(fault === undefined ? [] : [{ fault, times: 1 }]);
        const body = asking({ route, attempt: randomUUID(), begunAt: world.clock.now().toISOString(), instrument: { method: 'card', token: tokenOf(number), merchant: 'shop', holder: 'J. Doe' } });
        const key = `${body.attempt}-a`;
        await ask('/authorisations', body, key);
        await ask('/lookups', { what: 'authorise', key, request: body });
        await ask('/lookups', { what: 'authorise', key, request: { ...body, begunAt: '2026-11-01T00:00:00Z' } });
      }
    }
  }
  const { said } = await program.stop();
  return { logs: said, answers };
}

it('leaves no trace of a number, whatever the acquirers do', async () => {
  const sound = await played({ stripe: world.addresses['stripe'] ?? '', adyen: world.addresses['adyen-checkout'] ?? '' }, [undefined, ...faults]);
  const echoed = await played({ stripe: urls.echo, adyen: urls.echo }, [undefined, undefined, undefined]);
  for (const { logs, answers } of [sound, echoed]) {
    expect(logs).toMatch('request completed');
    expect(answers.length).toBeGreaterThan(80);
    expect([found(logs), found(answers.join('\n'))]).toEqual([[], []]);
  }
  expect(sound.answers.join('\n')).toMatch('"state":"authorised"');
  expect(sound.answers.join('\n')).toMatch('"state":"declined"');
  expect(sound.answers.join('\n')).toMatch('"state":"unknown"');
  // It was sent: otherwise there would be nothing to find.
  expect(turn).toBeGreaterThan(20);
}, 120_000);

it('would see one, in every shape', () => {
  for (const number of canaries) for (const shape of shapesOf(number)) expect(found(`x${shape}y`)).toContain(shape);
});
