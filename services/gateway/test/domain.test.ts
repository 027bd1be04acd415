import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { draw, type Bucket, type Rate } from '../src/domain/bucket.ts';
import { headersBack, headersOn, webhookHeadersOn } from '../src/domain/passing.ts';
import { exceeds, readLimits } from '../src/domain/step-up.ts';
import { limitsOf, readClients } from '../src/settings.ts';

describe('a token bucket', () => {
  const rates = fc.record({ perSecond: fc.integer({ min: 1, max: 100 }), burst: fc.integer({ min: 1, max: 200 }) });

  /** How many of these requests, each so many milliseconds after the one before, are taken. */
  const taken = (rate: Rate, waits: readonly number[]): number => {
    let [bucket, now, count]: [Bucket | undefined, number, number] = [undefined, 0, 0];
    for (const wait of waits) {
      now += wait;
      const drawn = draw(rate, bucket, now);
      bucket = drawn.bucket;
      count += drawn.allowed ? 1 : 0;
    }
    return count;
  };

  it('never takes more than the burst and the rate over the time', () => {
    fc.assert(fc.property(rates, fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 300 }), (rate, waits) => {
      const span = waits.slice(1).reduce((sum, wait) => sum + wait, 0);
      return taken(rate, waits) <= rate.burst + (span / 1000) * rate.perSecond;
    }));
  });

  it('takes all of a client that keeps to the rate', () => {
    fc.assert(fc.property(rates, fc.integer({ min: 1, max: 200 }), (rate, count) => taken(rate, Array.from({ length: count }, () => Math.ceil(1000 / rate.perSecond))) === count));
  });

  it('says when the next request may come, and keeps its word', () => {
    fc.assert(fc.property(rates, (rate) => {
      let bucket: Bucket | undefined;
      for (let i = 0; i < rate.burst; i += 1) bucket = draw(rate, bucket, 0).bucket;
      const refused = draw(rate, bucket, 0);
      return !refused.allowed && refused.remaining === 0 && refused.retryAfter >= 1 && draw(rate, refused.bucket, refused.retryAfter * 1000).allowed;
    }));
  });

  it('does not empty when the clock goes back', () => expect(draw({ perSecond: 1, burst: 2 }, { left: 1, at: 5000 }, 0)).toMatchObject({ allowed: true, bucket: { left: 0, at: 5000 } }));
});

describe('limits', () => {
  const limits = readLimits('1000, JPY=150000,KWD=300.5');

  it.each([
    [100_000, 'EUR', false], [100_001, 'EUR', true], [1000, 'CLP', false], [1001, 'CLP', true], [150_000, 'JPY', false], [150_001, 'JPY', true], [300_500, 'KWD', false], [300_501, 'KWD', true], [1, 'XXQ', true], [Number.MAX_SAFE_INTEGER, 'USD', true],
  ])('%d %s in minor units is above: %s', (amount, currency, above) => expect(exceeds(limits, { amount, currency })).toBe(above));

  it.each([['', 'no whole number'], ['JPY=1', 'one amount for all'], ['1,2', 'one amount for all'], ['1.5', 'no whole number'], ['-1', 'no whole number'], ['1,JPY=1.5', 'more decimal places'], ['1,XXQ=1', 'not an ISO 4217'], ['1,EUR=x', 'not a decimal amount']])('are not "%s"', (text, fault) => {
    expect(() => limitsOf('REFUND_STEP_UP_ABOVE', text)).toThrow(fault);
    expect(() => limitsOf('REFUND_STEP_UP_ABOVE', text)).toThrow('REFUND_STEP_UP_ABOVE');
  });
});

describe('clients', () => {
  it('are read with their channels', () => expect(readClients('a=web, b=mobile,c=store')).toEqual({ a: 'web', b: 'mobile', c: 'store' }));
  it.each(['', 'a', 'a=door', '=web', 'a=web=store'])('are not "%s"', (text) => expect(() => readClients(text)).toThrow('CHANNEL_CLIENTS'));
});

describe('headers', () => {
  const hostile = { connection: 'x', 'transfer-encoding': 'chunked', host: 'h', 'content-length': '1', expect: '100-continue', 'x-forwarded-client-cert': 'c', 'x-forwarded-for': 'f', 'x-envoy-original-path': '/', ':authority': 'a', traceparent: 't', baggage: 'b', cookie: 'c' };

  it('of a webhook go on, save those of the connection, the way and the caller', () => expect(webhookHeadersOn({ ...hostile, 'content-type': 'a/b', 'x-signature': 's', 'content-encoding': 'gzip' })).toEqual({ 'content-type': 'a/b', 'x-signature': 's', 'content-encoding': 'gzip' }));
  it('of a request go on where they are known', () => expect(headersOn({ ...hostile, authorization: 'Bearer x', 'idempotency-key': 'k', origin: 'o' })).toEqual({ authorization: 'Bearer x', 'idempotency-key': 'k' }));
  it.each([['/baskets/1', '/v1/baskets/1'], ['//elsewhere/1', undefined], ['http://baskets.guichet-core/1', undefined]])('name the place %s as %s', (location, ours) => expect(headersBack(new Headers({ location }), '/v1')['location']).toBe(ours));
});
