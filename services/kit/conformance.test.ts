import { describe, expect, it } from '@jest/globals';
import { Counter, Registry } from 'prom-client';
import { Type } from 'typebox';
import { consume, days, get, journeyMetric, post, replicas, seconds, service, topic } from '../../constructs/declaration/index.ts';
import { api } from './api.ts';
import { conformanceFaults, type Conformed } from './conformance.ts';
import { createAdmin } from './program.ts';
import { createServer } from './server.ts';

const topicNamed = (name: string) => topic({ name, purpose: 'these tests', key: 'k', partitions: 1, retention: days(1) });
const [heard, said, foreign] = [topicNamed('other.heard'), topicNamed('shop.said'), topicNamed('other.foreign')];

const shop = service({
  name: 'shop',
  purpose: 'a service for these tests',
  owner: { name: 'tests', group: 'tests', alerts: 'tests' },
  zone: 'core',
  scope: 'out-of-scope',
  port: 8197,
  serves: { list: get('/papers', { timeout: seconds(1) }), read: get('/papers/{paper}', { timeout: seconds(1) }), write: post('/papers', { timeout: seconds(1), idempotent: false }) },
  publishes: [said],
  consumes: [consume(heard, { lag: 1 })],
  size: 'small',
  scaling: { on: 'cpu', target: 60, replicas: replicas(1, 2), promotions: false },
  objective: { availability: 99, latency: { percent: 99, within: 1000 }, journeys: [{ name: 'writing', channels: ['web', 'store'], operations: ['write'], success: 99 }] },
});

const shape = { response: Type.Object({}) };
const shopApi = api(shop, { list: shape, read: shape, write: shape });
const handler = async () => ({ body: {} });
const handlers = { list: handler, read: handler, write: handler };

function counting(...channels: readonly string[]): Registry {
  const metrics = new Registry();
  const counter = new Counter({ name: journeyMetric.name, help: journeyMetric.help, labelNames: journeyMetric.labels, registers: [metrics] });
  for (const channel of channels) for (const outcome of journeyMetric.outcomes) counter.inc({ journey: 'writing', channel, outcome }, 0);
  return metrics;
}

function conforming(metrics = counting('web', 'store')): Conformed {
  return { service: shop, api: shopApi, handlers, app: createServer({ api: shopApi, handlers }), listeners: { 'other.heard': handler }, tells: [said], admin: createAdmin({ started: () => true, unready: async () => [] }, metrics), metrics };
}

describe('conformance', () => {
  it('finds nothing in a program that is as declared', async () => expect(await conformanceFaults(conforming())).toEqual([]));

  it('finds what is served, heard, told or counted and not declared', async () => {
    const program = conforming();
    program.app.get('/papers/:paper/pages', handler);
    program.app.delete('/papers', handler);
    program.app.get('/paperclips', handler);
    new Counter({ name: 'papers_total', help: 'x', registers: [program.metrics] });
    expect(await conformanceFaults({ ...program, handlers: { ...handlers, burn: handler }, listeners: { 'other.heard': handler, 'other.foreign': handler }, tells: [said, foreign] })).toEqual([
      'shop has a handler for burn, which it does not declare',
      'shop serves DELETE /papers, which it does not declare',
      'shop serves GET /papers/:paper/pages, which it does not declare',
      'shop serves GET /paperclips, which it does not declare',
      'shop listens to other.foreign, which it does not declare',
      'shop tells other.foreign, which it does not declare',
      'shop counts papers_total: the name of a metric of ours begins with guichet_',
    ]);
  });

  it('finds what is declared and absent', async () => {
    const program = conforming(counting('web', 'mobile'));
    const unready = createAdmin({ started: () => true, unready: async () => ['database'] }, program.metrics);
    const { list, read } = handlers;
    expect(await conformanceFaults({ ...program, handlers: { list, read }, listeners: {}, tells: [], admin: unready })).toEqual([
      'shop declares the operation write and has no handler for it',
      'shop declares that it consumes other.heard and has no listener for it',
      'shop declares that it publishes shop.said and has no contract for it',
      'shop answers /healthz/ready with 503',
      'shop does not export guichet_journey_total for writing store success',
      'shop does not export guichet_journey_total for writing store failure',
      'shop exports guichet_journey_total for writing mobile success, which it does not declare',
      'shop exports guichet_journey_total for writing mobile failure, which it does not declare',
    ]);
  });
});
