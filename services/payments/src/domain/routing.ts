/** Which way a payment goes: the routes that can take it, the cheapest of those that have answered well lately first. Pure. */
import type { Channel, Method, Route } from '../../../provider.ts';

export interface Way {
  /** The provider's service. */
  readonly provider: string;
  readonly route: Route;
}

export interface Wanted {
  readonly method: Method;
  readonly channel: Channel;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  /** Of the payer, where it is known. */
  readonly country?: string;
  readonly capture: 'manual' | 'automatic';
  /** The payer must be asked for a 3-D Secure challenge. */
  readonly challenge: boolean;
}

/** Of a route, decayed: how often it was asked lately, and how often it answered, be it with a decline. */
export interface Health {
  readonly good: number;
  readonly asked: number;
}

const among = <T>(list: 'all' | readonly T[], one: T | undefined): boolean => list === 'all' || (one !== undefined && list.includes(one));

const cardMethods: readonly Method[] = ['card', 'apple-pay', 'google-pay'];

export const takes = ({ methods, channels, currencies, countries, capture, threeDSecure }: Route, wanted: Wanted): boolean =>
  methods.includes(wanted.method) &&
  channels.includes(wanted.channel) &&
  among(currencies, wanted.currency) &&
  among(countries, wanted.country) &&
  capture.includes(wanted.capture) &&
  (!wanted.challenge || threeDSecure || !cardMethods.includes(wanted.method));

/** What a payment costs the merchant, in ten thousandths of a minor unit. */
export const costOf = ({ cost }: Route, amount: bigint): bigint => amount * BigInt(cost.basisPoints) + BigInt(cost.fixed) * 10_000n;

/** Fewer questions than this say nothing: a route that nobody asks any more is tried again when its past has decayed. */
const least = 5;
const wellEnough = 0.8;

const isWell = (health: Health | undefined): boolean => health === undefined || health.asked < least || health.good / health.asked >= wellEnough;

const rate = (health: Health | undefined): number => (health === undefined || health.asked === 0 ? 1 : health.good / health.asked);

/** Every way that can take it, the best first. */
export function waysFor(ways: readonly Way[], wanted: Wanted, healthOf: (route: string) => Health | undefined): Way[] {
  const judged = ways.filter(({ route }) => takes(route, wanted)).map((way) => ({ way, health: healthOf(way.route.name), cost: costOf(way.route, wanted.amount) }));
  return judged
    .sort((a, b) => {
      const [aWell, bWell] = [isWell(a.health), isWell(b.health)];
      if (aWell !== bWell) return aWell ? -1 : 1;
      if (!aWell && rate(a.health) !== rate(b.health)) return rate(b.health) - rate(a.health);
      return a.cost < b.cost ? -1 : a.cost > b.cost ? 1 : a.way.route.name.localeCompare(b.way.route.name, 'en');
    })
    .map(({ way }) => way);
}

/** What is left of a count after a time, in milliseconds. */
export const halfLife = 300_000;
export const decayed = ({ good, asked }: Health, elapsed: number): Health => {
  const left = 0.5 ** (Math.max(elapsed, 0) / halfLife);
  return { good: good * left, asked: asked * left };
};
