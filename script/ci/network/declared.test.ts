import { describe, expect, it } from '@jest/globals';
import { plan } from '../../../constructs/plan.ts';
import { prod } from '../../../environments/prod.ts';
import { services } from '../../../services/registry.ts';
import { waysIn } from './cyclonus.ts';
import { declaredWays, portsOf } from './declared.ts';
import { podsOf } from './pods.ts';

const planned = plan(services, prod);
const pods = podsOf([{ apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', metadata: { name: 'brokers', namespace: 'guichet-kafka' }, spec: { roles: ['broker'] } }]);
const ways = [...declaredWays(planned, pods)];

describe('the declared ways', () => {
  it('lead from each service to whom it calls, its egress gateway, its pooler and the brokers', () => {
    expect(ways.filter((way) => way.startsWith('guichet-core/payments ->')).map((way) => way.split(' -> ')[1]).sort()).toEqual([
      'guichet-cardholder/cards:8123',
      'guichet-connectors/bank:8134',
      'guichet-connectors/crypto:8133',
      'guichet-connectors/paypal:8131',
      'guichet-connectors/terminal:8132',
      'guichet-core-data/payments-pooler:5432',
      'guichet-core-egress/egress:443',
      'guichet-core/baskets:8111',
      'guichet-kafka/brokers:9093',
    ]);
  });

  it('lead from the public through the ingress gateway of the zone', () => {
    expect(ways).toEqual(expect.arrayContaining(['openshift-ingress/router -> guichet-edge-ingress/ingress:443', 'guichet-edge-ingress/ingress -> guichet-edge/gateway:8101']));
  });

  it('never lead to the administrative port, which is probed all the same', () => {
    expect(ways.filter((way) => way.endsWith(':9090'))).toEqual([]);
    expect(portsOf(planned)).toContain(9090);
  });
});

describe('the table of cyclonus', () => {
  it('has a column for each row, in the same order', () => {
    expect(waysIn('+----+\n|   | A/X | B/Y |\n+----+\n| a/x | . | . |\n| b/y | X | . |\n+----+', 80)).toEqual(['a/x -> b/y:80']);
  });
});
