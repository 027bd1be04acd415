import { describe, expect, it } from '@jest/globals';
import type { Environment } from '../declaration/index.ts';
import { prod } from '../../environments/prod.ts';
import { faultsOf, serviceOf, storeOf } from '../../test/support/declarations.ts';

type Data = Environment['data'];

describe('Kafka', () => {
  const faultsWith = (kafka: Partial<Data['kafka']>) => faultsOf([serviceOf('a', 'core', 8001)], { name: 'prod', data: { ...prod.data, kafka: { ...prod.data.kafka, ...kafka } } });

  it('goes on when a broker restarts', () => {
    expect(faultsWith({ brokers: 2, replication: 3, minInSync: 3 })).toEqual([
      'prod keeps 3 replicas of topics on 2 Kafka brokers: have no more replicas than brokers',
      'prod wants 3 of 3 Kafka replicas in sync: want fewer than there are, so that one broker may restart',
    ]);
  });

  it('can be published to at all', () => {
    expect(faultsWith({ replication: 2, minInSync: 3 })).toEqual(['prod wants 3 of 2 Kafka replicas in sync: want no more than there are: nothing could be published']);
    expect(faultsWith({ minInSync: 0 })).toEqual(['prod wants 0 Kafka replicas in sync: want a whole number, 1 or more: the leader always is']);
  });

  it.each([0, 2, 4, 1.5])('elects with an odd number of controllers, unlike %d', (controllers) => {
    expect(faultsWith({ controllers })).toEqual([`prod has ${controllers} Kafka controllers: have an odd number, such as 3: they decide by majority, and an even one more adds no safety`]);
  });

  it('is whole', () => {
    expect(faultsWith({ brokers: 3.5, replication: 2.5, minInSync: 2 })).toEqual(['prod has 3.5 Kafka brokers: have a whole number of them, 1 or more', 'prod keeps 2.5 replicas of Kafka topics: keep a whole number of them, 1 or more']);
  });

  it('may be one broker, where nothing better is asked', () => {
    expect(faultsWith({ brokers: 1, controllers: 1, replication: 1, minInSync: 1 })).toEqual([]);
  });
});

describe('PostgreSQL', () => {
  const keeper = (durability: 'required' | 'preferred') => serviceOf('a', 'core', 8001, { stores: { ...storeOf(), durability } });
  const faultsWith = (instances: number, { providers = 'live', durability = 'required' }: { readonly providers?: Environment['providers']; readonly durability?: 'required' | 'preferred' } = {}) =>
    faultsOf([keeper(durability)], { name: 'prod', providers, data: { ...prod.data, instances } });

  it('has a standby where commits wait for one and money is real', () => {
    expect(faultsWith(1)).toEqual(['prod calls live providers with 1 PostgreSQL instance of each store, and commits of a wait for a standby: have 2 instances or more, 3 so that one may restart while writes go on, or declare the durability preferred']);
    expect(faultsWith(2)).toEqual([]);
  });

  it('may be one instance where money is not real, or where a store prefers writes', () => {
    expect(faultsWith(1, { providers: 'test' })).toEqual([]);
    expect(faultsWith(1, { durability: 'preferred' })).toEqual([]);
  });

  it.each([0, -1, 2.5])('has a whole number of instances, unlike %d', (instances) => {
    expect(faultsWith(instances)).toEqual([`prod has ${instances} PostgreSQL instances of each store: have a whole number of them, 1 or more`]);
  });
});
