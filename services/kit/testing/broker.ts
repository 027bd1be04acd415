/** What every broker must do, whichever it is: the same scenarios for each. */
import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { Broker } from '../broker.ts';
import type { Event } from '../events.ts';
import { until } from './process.ts';

export interface BrokerUnderTest {
  /** As another process opens it. */
  readonly open: () => Promise<Broker>;
  /** A topic that nobody has used, with several partitions. */
  readonly topic: () => Promise<string>;
}

export const eventOf = (topic: string, key: string, type: string): Event => ({ id: randomUUID(), topic, key, type, payload: { minor: '1', text: 'žluťoučký 🐎' }, occurredAt: '2026-11-25T08:00:00.000Z' });

/** Events of several keys, `each` of every key, in turn. */
export const manyOf = (topic: string, keys: readonly string[], each: number): Event[] => Array.from({ length: each }, (_, i) => keys.map((key) => eventOf(topic, key, `${i}`))).flat();

/** Sends as a relay does: again, until it is safe there. */
export async function carry(broker: Broker, events: readonly Event[]): Promise<void> {
  await until('the events are sent', () => broker.send(events).then(() => true));
}

/** Acts once on each event, as `consumeOnce` does, and keeps the order in which it acted. */
export function actor(fail: (event: Event) => boolean = () => false) {
  const acted: Event[] = [];
  const attempts: string[] = [];
  const handle = async (event: Event): Promise<void> => {
    attempts.push(event.id);
    if (acted.some(({ id }) => id === event.id)) return;
    if (fail(event)) throw new Error(`refused ${event.key} ${event.type}`);
    acted.push(event);
  };
  return { acted, attempts, handle };
}

export const byKey = (events: readonly Event[]): Readonly<Record<string, readonly string[]>> => Object.fromEntries([...new Set(events.map(({ key }) => key))].sort().map((key) => [key, events.filter((event) => event.key === key).map(({ type }) => type)]));

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** Registers the scenarios with Jest. */
export function brokerScenarios(under: () => BrokerUnderTest): void {
  const using = async (work: (open: () => Promise<Broker>, topic: string) => Promise<void>): Promise<void> => {
    const { open, topic } = under();
    const opened: Broker[] = [];
    try {
      await work(async () => { const broker = await open(); opened.push(broker); return broker; }, await topic());
    } finally {
      await Promise.all(opened.map((broker) => broker.close()));
    }
  };

  it('brings every event to every group as it was sent, the events of a key in order', () => using(async (open, topic) => {
    const [ledger, baskets] = [actor(), actor()];
    const [sender, receiver] = [await open(), await open()];
    await receiver.subscribe(`ledger-${topic}`, [topic], ledger.handle);
    await receiver.subscribe(`baskets-${topic}`, [topic], baskets.handle);
    const events = manyOf(topic, keys, 20);
    await carry(sender, events);
    for (const { acted } of [ledger, baskets]) {
      await until('all have arrived', async () => acted.length === events.length);
      expect(byKey(acted)).toEqual(byKey(events));
      expect([...acted].sort((x, y) => (x.id < y.id ? -1 : 1))).toEqual([...events].sort((x, y) => (x.id < y.id ? -1 : 1)));
    }
  }), 60_000);

  it('carries whose trace an event belongs to, and nothing where it belongs to none', () => using(async (open, topic) => {
    const { acted, handle } = actor();
    const broker = await open();
    await broker.subscribe(`group-${topic}`, [topic], handle);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await carry(broker, [{ ...eventOf(topic, 'a', 'traced'), traceparent }, eventOf(topic, 'a', 'untraced')]);
    await until('both have arrived', async () => acted.length === 2);
    expect(acted.map((event) => [event.type, event.traceparent, 'traceparent' in event])).toEqual([['traced', traceparent, true], ['untraced', undefined, false]]);
  }), 60_000);

  it('says nothing of other topics', () => using(async (open, topic) => {
    const other = await under().topic();
    const { acted, handle } = actor();
    const broker = await open();
    await broker.subscribe(`group-${topic}`, [topic], handle);
    await carry(broker, [eventOf(other, 'a', 'foreign')]);
    await carry(broker, [eventOf(topic, 'a', 'own')]);
    await until('the own one has arrived', async () => acted.length > 0);
    expect(acted.map(({ type }) => type)).toEqual(['own']);
  }), 60_000);

  it('delivers what failed again, before anything after it of the same key', () => using(async (open, topic) => {
    let refusals = 0;
    const { acted, attempts, handle } = actor(({ key, type }) => key === 'b' && type === '1' && (refusals += 1) <= 3);
    const broker = await open();
    await broker.subscribe(`group-${topic}`, [topic], handle);
    const events = manyOf(topic, keys, 4);
    await carry(broker, events);
    await until('all have arrived', async () => acted.length === events.length);
    expect(byKey(acted)).toEqual(byKey(events));
    expect(refusals).toBe(4);
    const failed = events.find(({ key, type }) => key === 'b' && type === '1');
    expect(attempts.filter((id) => id === failed?.id).length).toBeGreaterThanOrEqual(4);
  }), 60_000);

  it('hands what one member of a group leaves to another, and loses nothing between them', () => using(async (open, topic) => {
    const { acted, handle } = actor();
    const group = `group-${topic}`;
    const [first, second] = [await open(), await open()];
    const leaving = await first.subscribe(group, [topic], handle);
    const events = manyOf(topic, keys, 30);
    await carry(first, events.slice(0, 70));
    await until('some have arrived', async () => acted.length > 20);
    await leaving.stop();
    await second.subscribe(group, [topic], handle);
    await carry(second, events.slice(70));
    await until('all have arrived', async () => acted.length === events.length);
    expect(byKey(acted)).toEqual(byKey(events));
  }), 60_000);

  it('is done with the event in hand when it has stopped, and takes no other', () => using(async (open, topic) => {
    const broker = await open();
    let [begun, ended] = [0, 0];
    const subscription = await broker.subscribe(`group-${topic}`, [topic], async () => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
      ended += 1;
    });
    const sent = carry(broker, manyOf(topic, ['a'], 5));
    await until('the first has begun', async () => begun > 0);
    await subscription.stop();
    await sent;
    const atStop = begun;
    expect(ended).toBe(begun);
    await carry(broker, [eventOf(topic, 'a', 'late')]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(begun).toBe(atStop);
  }), 60_000);
}
