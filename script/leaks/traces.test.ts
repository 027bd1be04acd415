import { expect, it } from '@jest/globals';
import { traceFaults } from './traces.ts';

const way = [['gateway', 'attempt'], ['payments', 'attempt'], ['payments', 'cards.authorise'], ['payments', 'send payments.events'], ['ledger', 'process payments.events'], ['ledger', 'INSERT journal']] as const;

/** As the collector writes it: each span below the one before it. */
const lines = (steps: readonly (readonly [service: string, name: string])[], parentOf = (i: number): string | undefined => (i === 0 ? undefined : String(i - 1))): string =>
  steps.map(([service, name], i) => JSON.stringify({ resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] }, scopeSpans: [{ spans: [{ name, traceId: 't', spanId: String(i), ...(parentOf(i) !== undefined && { parentSpanId: parentOf(i) }) }] }] }] })).join('\n');

it('finds a trace that leads from the door to the books, whatever lies between', () => expect(traceFaults(`${lines(way)}\n`)).toEqual([]));

it.each([
  ['nothing', ''],
  ['one that ends before the books', lines(way.slice(0, -1))],
  ['one that begins after the door', lines(way.slice(1))],
  ['one that is cut in the middle', lines(way, (i) => (i === 0 || i === 4 ? undefined : String(i - 1)))],
  ['one in another order', lines(way.toReversed())],
])('says so of %s', (_, text) => expect(traceFaults(text)).toEqual([expect.stringMatching('^no trace of \\d+ spans leads all the way: gateway attempt, ')]));

it('refuses what is no batch of spans', () => expect(() => traceFaults('{}')).toThrow('no batch of spans'));
