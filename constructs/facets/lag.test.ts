import { describe, expect, it } from '@jest/globals';
import { manifestsOf } from '../../test/support/manifests.ts';
import { alertsOf, isRule } from '../../test/support/rules.ts';
import { lag } from './lag.ts';

const [rule] = manifestsOf(lag, 'baskets').filter(isRule);

describe('lag', () => {
  it('lies where Kafka’s exporter is scraped, since a rule sees its own namespace alone', () => {
    expect(rule?.metadata).toMatchObject({ name: 'baskets-lag', namespace: 'guichet-kafka' });
  });

  it('alerts for each topic at the lag that the service declares', () => {
    expect(alertsOf(rule).map(({ alert, expr, labels }) => [alert, expr, labels['topic']])).toEqual([
      ['ConsumerLagTooHigh', 'service:consumer_lag:max{service="baskets",topic="payments.events"} > 500', 'payments.events'],
      ['ConsumerLagTooHigh', 'service:consumer_lag:max{service="baskets",topic="insights.promotions"} > 50', 'insights.promotions'],
      ['ConsumerLagTooHigh', 'service:consumer_lag:max{service="baskets",topic="customers.erasures"} > 100', 'customers.erasures'],
    ]);
  });

  it('names the owner of the consumer, not of the topic', () => {
    expect(new Set(alertsOf(rule).map(({ labels }) => labels['owner']))).toEqual(new Set(['commerce']));
  });

  it('is absent where nothing is consumed', () => {
    expect(manifestsOf(lag, 'vault')).toEqual([]);
  });
});
