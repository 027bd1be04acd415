import { describe, expect, it } from '@jest/globals';
import { backup, consume, days, hours, noBackup, postgresql, topic } from '../declaration/index.ts';
import { faultsOf, serviceOf, storeOf } from '../../test/support/declarations.ts';

const events = (name: string, partitions = 3) => topic({ name, purpose: 'what happened', key: 'id', partitions, retention: days(1) });

describe('topics', () => {
  it('that are consumed are published', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001, { consumes: [consume(events('b.events'), { lag: 10 })] })])).toEqual(['a consumes b.events, which nobody publishes: add it to the "publishes" of its owner']);
  });

  it('have one owner', () => {
    const shared = { publishes: [events('a.events')] };
    expect(faultsOf([serviceOf('a', 'core', 8001, shared), serviceOf('b', 'core', 8002, shared)])).toEqual([
      'b publishes a.events: name it b.<what>, in lower-case letters, digits, dots and hyphens',
      'the topic a.events has 2 owners, a and b: one service publishes a topic: give the others topics of their own',
    ]);
  });

  it('are named once by their owner and by each consumer', () => {
    const published = events('a.events');
    const reading = consume(published, { lag: 10 });
    expect(faultsOf([serviceOf('a', 'core', 8001, { publishes: [published, published], consumes: [reading, reading] })])).toEqual(['a consumes a.events twice: name it once: a consumer group reads a topic once', 'a publishes a.events twice: name it once']);
  });

  it('are KafkaTopics of their own', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001, { publishes: [events('a.b.c'), events('a.b-c')] })])).toEqual(['the topics a.b-c and a.b.c would be one KafkaTopic: rename one, since dots become hyphens there']);
  });

  it('have partitions, and a lag that can be measured', () => {
    const published = events('a.events', 0);
    expect(faultsOf([serviceOf('a', 'core', 8001, { publishes: [published], consumes: [consume(published, { lag: 0.5 })] })])).toEqual([
      'a consumes a.events with a lag of 0.5: the lag is a whole number of events, 1 or more',
      'a: topic a.events has 0 partitions: a topic has 1 partition or more',
    ]);
  });

  it('are there to scale on', () => {
    const scaling = { on: 'lag', replicas: { min: 3, max: 6 }, promotions: false } as const;
    expect(faultsOf([serviceOf('a', 'core', 8001, { scaling })])).toEqual(['a scales on lag and consumes nothing: scale on cpu or requests']);
  });
});

describe('stores', () => {
  it('have one owner', () => {
    const stores = storeOf();
    expect(faultsOf([serviceOf('a', 'core', 8001, { stores }), serviceOf('b', 'core', 8002, { stores })])).toEqual(['the same store is declared by a and b: a database has one owner: give each its own, and let the others call']);
  });

  it('may be alike', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001, { stores: storeOf() }), serviceOf('b', 'core', 8002, { stores: storeOf() })])).toEqual([]);
  });

  it('are backed up in a way that can be read', () => {
    const stores = postgresql({ size: '1Gi', backup: backup({ retention: hours(1), schedule: 'daily' }), durability: 'preferred' });
    expect(faultsOf([serviceOf('a', 'core', 8001, { stores })])).toEqual(['a: backups are kept for 3600000 ms: keep them for a day or longer', 'a: the backup schedule is "daily": write five cron fields, in UTC: 0 3 * * *']);
  });

  it('go without a backup only for a reason', () => {
    const unexplained: string = ' ';
    const stores = (reason: string) => postgresql({ size: '1Gi', backup: noBackup(reason), durability: 'preferred' });
    expect(faultsOf([serviceOf('a', 'core', 8001, { stores: stores(unexplained) })])).toEqual(['a refuses a backup without a reason: write the sentence that an auditor will read']);
    expect(faultsOf([serviceOf('a', 'core', 8001, { stores: stores('is made again from the events of payments') })])).toEqual([]);
  });
});
