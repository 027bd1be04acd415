/** What a route may be asked (services/provider.ts): what it may not is answered here, and the provider hears nothing of it. Pure. */
import type { Route } from '../../provider.ts';
import { exponentOf } from '../money.ts';
import type { Authorisation, Authorise, Modification, Modify } from './contract.ts';

/** A currency that ISO 4217 does not list has no minor units: no amount of it can be told to anybody. */
function currencyFault(currency: string): string | undefined {
  try {
    exponentOf(currency);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : `${currency} is no currency`;
  }
}

/** Why the route may not be asked this; `undefined` where it may. */
export function authoriseFault(route: Route, { instrument, channel, amount, country, capture }: Authorise): string | undefined {
  if (!route.methods.includes(instrument.method)) return `${route.name} takes ${route.methods.join(', ')} and not ${instrument.method}`;
  if (!route.channels.includes(channel)) return `${route.name} serves ${route.channels.join(', ')} and not ${channel}`;
  if (route.currencies !== 'all' && !route.currencies.includes(amount.currency)) return `${route.name} takes ${route.currencies.join(', ')} and not ${amount.currency}`;
  if (route.countries !== 'all' && country !== undefined && !route.countries.includes(country)) return `${route.name} takes payers of ${route.countries.join(', ')} and not of ${country}`;
  return route.capture.includes(capture) ? currencyFault(amount.currency) : `${route.name} captures ${route.capture.join(' or ')} and not ${capture}`;
}

export type Modifying = 'capture' | 'void' | 'refund';

const whole = ({ amount, authorised }: Modify): boolean => amount.amount === authorised.amount;

const faults: Readonly<Record<Modifying, (route: Route, body: Modify) => string | undefined>> = {
  capture: ({ name, capture, captures }, body) => {
    if (!capture.includes('manual')) return `${name} takes at once what is authorised: there is nothing to capture`;
    if (captures === 'one-full' && !whole(body)) return `${name} captures what was authorised and no part of it`;
    return captures === 'one-partial' && body.final === false ? `${name} captures once: the rest is given back` : undefined;
  },
  void: ({ name, voids }) => (voids ? undefined : `${name} gives nothing back before it is captured`),
  refund: ({ name, captures, refunds }, body) => {
    if (refunds === 'none') return `${name} refunds nothing`;
    return refunds === 'full' && captures === 'one-full' && !whole(body) ? `${name} refunds the whole and no part of it` : undefined;
  },
};

export const modifyFault = (what: Modifying, route: Route, body: Modify): string | undefined => {
  if (body.amount.currency !== body.authorised.currency) return `${what} of ${body.amount.currency} of what was authorised in ${body.authorised.currency}`;
  return currencyFault(body.amount.currency) ?? faults[what](route, body);
};

/** Our own code in the place of the provider's, which was not asked. */
const notAsked = 'not-allowed-by-route';

export const declinedByRoute = (detail: string): Authorisation => ({ state: 'declined', decline: { code: 'not-supported', providerCode: notAsked, again: 'other-instrument' }, detail });
export const refusedByRoute = (detail: string): Modification => ({ state: 'refused', providerCode: notAsked, detail });
