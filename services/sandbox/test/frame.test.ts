import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createControl } from '../frame/control.ts';
import type { Fault, Rule } from '../frame/faults.ts';
import { createFaults } from '../frame/faults.ts';
import type { Play } from '../frame/part.ts';
import { openSandbox, type Sandbox } from '../frame/sandbox.ts';

/** A provider that counts what it is told. */
const counter = (): Play & { readonly told: () => number } => {
  let told = 0;
  return {
    name: 'counter',
    secrets: {},
    told: () => told,
    open: ({ send }) => ({
      name: 'counter',
      answers: [
        { method: 'POST', path: '/counts/{id}', answer: ({ params, decline }) => (decline ? { status: 422, body: { no: true } } : { status: 201, body: { id: params['id'], told: (told += 1) } }) },
        { method: 'POST', path: '/letters/{id}', answer: ({ params }) => {
          send({ provider: 'counter', route: 'counter', id: params['id'] ?? '', type: 'counted', retries: [10_000, 60_000], final: (status) => status === 200, seal: ({ at, attempt, forged }) => ({ headers: { signature: forged ? 'wrong' : 'right' }, body: JSON.stringify({ at, attempt }) }) });
          return { status: 204 };
        } },
      ],
      failure: () => ({ status: 500, body: { sorry: true } }),
      happened: () => [],
      acts: { count: () => (told += 1) },
    }),
  };
};

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const start = { start: new Date('2026-11-25T08:00:00Z'), running: false };

async function opened(gateway?: string, seed = 7): Promise<{ readonly sandbox: Sandbox; readonly told: () => number; readonly ask: (id: string, path?: string) => Promise<{ readonly status: number; readonly body: string }> }> {
  const play = counter();
  const sandbox = await openSandbox({ plays: [play], seed, clock: start, ...(gateway !== undefined && { gateway }) });
  open.push(sandbox);
  const ask = async (id: string, path = 'counts') => {
    const answer = await fetch(`${sandbox.addresses['counter']}/${path}/${id}`, { method: 'POST', body: '{}', signal: AbortSignal.timeout(500) });
    return { status: answer.status, body: await answer.text() };
  };
  return { sandbox, told: play.told, ask };
}

/** A gateway that answers in turn. */
async function gateway(...statuses: number[]) {
  const heard: { readonly url: string; readonly headers: Readonly<Record<string, unknown>> }[] = [];
  const server = createServer((request, response) => {
    heard.push({ url: request.url ?? '', headers: request.headers });
    request.resume().on('end', () => response.writeHead(statuses[heard.length - 1] ?? 200).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({ close: () => new Promise((closed) => { server.close(() => closed()); server.closeAllConnections(); }) });
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('faults of requests', () => {
  it.each<[Fault, number]>([['connection-lost', 0], ['no-answer', 0], ['answer-lost', 1], ['answer-late', 1], ['answer-cut', 1]])('%s: the caller has no answer, and it was done %i times', async (fault, times) => {
    const { sandbox, ask, told } = await opened();
    sandbox.faults.set([{ fault, times: 1 }]);
    await expect(ask('a')).rejects.toThrow();
    expect(told()).toBe(times);
    expect((await ask('a')).status).toBe(201);
  });

  it.each<[Fault, number, number]>([['error', 500, 0], ['error-after', 500, 1], ['slow', 201, 1], ['decline', 422, 0]])('%s: answers %i, and it was done %i times', async (fault, status, times) => {
    const { sandbox, ask, told } = await opened();
    sandbox.faults.set([{ fault, times: 1, by: 20 }]);
    expect((await ask('a')).status).toBe(status);
    expect(told()).toBe(times);
  });

  it('strike the same requests with the same seed, in whatever order they come', () => {
    const struck = (seed: number, ids: readonly string[]): string[] => {
      const faults = createFaults(seed);
      faults.set([{ fault: 'error', percent: 30 }]);
      return ids.filter((identity) => faults.strike(['error'], { provider: 'p', what: 'POST /', identity })).sort();
    };
    const ids = Array.from({ length: 200 }, (_, n) => `r-${n}`);
    expect(struck(1, ids)).toEqual(struck(1, [...ids].reverse()));
    expect(struck(1, ids)).not.toEqual(struck(2, ids));
    expect(struck(1, ids).length).toBeGreaterThan(30);
    expect(struck(1, ids).length).toBeLessThan(90);
  });

  it('strike only whom and what they name', async () => {
    const { sandbox, ask } = await opened();
    sandbox.faults.set([{ fault: 'error', provider: 'another' }, { fault: 'error', of: '/letters/' }]);
    expect((await ask('a')).status).toBe(201);
  });
});

describe('webhooks', () => {
  const kinds = (sandbox: Sandbox) => sandbox.courier.deliveries().map(({ fault = 'sound', id, headers, at }) => [fault, id, headers['signature'] ?? '', at].join(' '));
  const sent = async (rules: readonly Rule[], ids: readonly string[]) => {
    const { sandbox, ask } = await opened();
    sandbox.faults.set(rules);
    for (const id of ids) await ask(id, 'letters');
    await sandbox.courier.idle();
    return sandbox;
  };

  it('are sent twice, by strangers, with an old time, after the next one, or never', async () => {
    expect(kinds(await sent([{ fault: 'duplicated' }], ['a']))).toEqual(['duplicated a right 2026-11-25T08:00:00.000Z', 'duplicated a right 2026-11-25T08:00:00.000Z']);
    expect(kinds(await sent([{ fault: 'forged' }], ['a']))).toEqual(['forged a wrong 2026-11-25T08:00:00.000Z', 'sound a right 2026-11-25T08:00:00.000Z']);
    expect(kinds(await sent([{ fault: 'old' }], ['a']))).toEqual(['old a right 2026-11-25T07:00:00.000Z']);
    expect(kinds(await sent([{ fault: 'reordered', times: 1 }], ['a', 'b']))).toEqual(['sound b right 2026-11-25T08:00:00.000Z', 'reordered a right 2026-11-25T08:00:00.000Z']);
    expect(kinds(await sent([{ fault: 'lost' }], ['a']))).toEqual(['lost a  2026-11-25T08:00:00.000Z']);
  });

  it('come late when the clock is turned', async () => {
    const sandbox = await sent([{ fault: 'delayed', by: 5_000 }], ['a']);
    expect(kinds(sandbox)).toEqual([]);
    await sandbox.clock.advance(5_000);
    expect(kinds(sandbox)).toEqual(['delayed a right 2026-11-25T08:00:05.000Z']);
  });

  it('go to the route’s address, and again by the provider’s schedule until they are taken', async () => {
    const { heard, url } = await gateway(500, 503, 200);
    const { sandbox, ask } = await opened(url);
    await ask('a', 'letters');
    await sandbox.courier.idle();
    await sandbox.clock.advance(9_999);
    expect(heard).toHaveLength(1);
    await sandbox.clock.advance(1);
    await sandbox.clock.advance(3_600_000);
    expect(heard.map((one) => one.url)).toEqual(Array(3).fill('/v1/webhooks/counter'));
    expect(sandbox.courier.deliveries().map(({ at, status }) => [at, status])).toEqual([['2026-11-25T08:00:00.000Z', 500], ['2026-11-25T08:00:10.000Z', 503], ['2026-11-25T08:01:10.000Z', 200]]);
  });
});

describe('letters that wait', () => {
  it('are sent when they are hurried, and then no more when their time comes', async () => {
    const { heard, url } = await gateway(500, 200);
    const { sandbox, ask } = await opened(url);
    await ask('a', 'letters');
    await sandbox.courier.idle();
    expect([heard.length, sandbox.courier.hurry(), sandbox.courier.hurry()]).toEqual([1, 1, 0]);
    await sandbox.courier.idle();
    await sandbox.clock.advance(100_000);
    expect(heard).toHaveLength(2);
  });

  it('are sent though no other letter overtakes them', async () => {
    const { heard, url } = await gateway();
    const { sandbox, ask } = await opened(url);
    sandbox.faults.set([{ fault: 'reordered' }]);
    await ask('a', 'letters');
    expect([sandbox.courier.hurry(), sandbox.faults.counts()]).toEqual([1, { reordered: 1 }]);
    await sandbox.courier.idle();
    expect(heard).toHaveLength(1);
  });
});

describe('control', () => {
  it('sets faults, turns the clock, and lets somebody outside do something', async () => {
    const { sandbox, told } = await opened();
    const control = createControl(sandbox);
    const put = (payload: object) => control.inject({ method: 'PUT', url: '/faults', payload });
    expect((await put([{ fault: 'slow', percent: 5 }])).json()).toEqual({ rules: 1 });
    expect((await put([{ fault: 'sloth' }])).statusCode).toBe(400);
    expect((await control.inject({ method: 'POST', url: '/clock/advance', payload: { milliseconds: 1_000 } })).json()).toEqual({ now: '2026-11-25T08:00:01.000Z' });
    expect((await control.inject({ method: 'POST', url: '/parts/counter/acts/count', payload: {} })).json()).toEqual({ saw: 1 });
    expect((await control.inject({ method: 'POST', url: '/parts/counter/acts/sing', payload: {} })).statusCode).toBe(404);
    expect(told()).toBe(1);
  });
});
