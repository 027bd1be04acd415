import type { Scope, Service } from '../declaration/index.ts';
import { fault } from './fault.ts';

/** A direct connection between two services, however it is made. */
interface Edge {
  readonly from: Service;
  readonly to: Service;
  readonly shown: string;
}

function edgesOf(services: readonly Service[]): Edge[] {
  const known = new Map(services.map((one) => [one.name, one]));
  const publishers = Map.groupBy(services.flatMap((from) => from.publishes.map(({ name }) => ({ name, from }))), ({ name }) => name);
  const calls = services.flatMap((from) =>
    from.calls.flatMap(({ callee }) => {
      const to = known.get(callee.name);
      return to ? [{ from, to, shown: `${from.name} -> ${to.name}` }] : [];
    }),
  );
  const events = services.flatMap((to) =>
    to.consumes.flatMap(({ topic }) => (publishers.get(topic.name) ?? []).map(({ from }) => ({ from, to, shown: `${from.name} -> [${topic.name}] -> ${to.name}` }))),
  );
  return [...calls, ...events];
}

interface ComputedScope {
  readonly scope: Scope;
  /** The zone or the path that makes it so. */
  readonly because: string;
}

/** What each service is for PCI DSS, from its zone and its direct arrows alone, with the arrow that makes it so. */
export const computedScopes = (services: readonly Service[]): ReadonlyMap<string, ComputedScope> => scopesBy(services, edgesOf(services));

function scopesBy(services: readonly Service[], edges: readonly Edge[]): ReadonlyMap<string, ComputedScope> {
  const touching = new Map<Service, string>();
  const touch = (one: Service, path: string): Map<Service, string> => touching.set(one, [path, touching.get(one) ?? path].sort()[0] ?? path);
  for (const { from, to, shown } of edges) {
    if (to.zone === 'cardholder') touch(from, shown);
    if (from.zone === 'cardholder') touch(to, shown);
  }
  return new Map(services.map((one) => [one.name, computedScope(one, touching.get(one))]));
}

function computedScope({ name, zone }: Service, path: string | undefined): ComputedScope {
  if (zone === 'cardholder') return { scope: 'cde', because: `${name} stands in the cardholder zone` };
  if (path !== undefined) return { scope: 'connected', because: path };
  return { scope: 'out-of-scope', because: 'no arrow leads to or from the cardholder zone' };
}

/** Where a service believes to be something else than its arrows make it. */
export function scopeFaults(services: readonly Service[]): string[] {
  const edges = edgesOf(services);
  const computed = scopesBy(services, edges);
  return [
    ...edges.flatMap(({ from, to, shown }) => [...outsiderFaults(from, to, shown), ...outsiderFaults(to, from, shown)]),
    ...services.flatMap(({ name, scope }) => {
      const found = computed.get(name);
      // An outsider's arrow to the cardholder zone is told above, arrow by arrow.
      if (!found || found.scope === scope || (scope === 'out-of-scope' && found.scope === 'connected')) return [];
      return [fault(`${name} declares the scope ${scope}, but its zone and arrows make it ${found.scope} (${found.because})`, `declare ${found.scope}, or change the zone or the arrow`)];
    }),
  ];
}

/** An arrow between out-of-scope and the cardholder zone, from the outsider's end. */
function outsiderFaults(outsider: Service, other: Service, shown: string): string[] {
  if (outsider.scope !== 'out-of-scope' || outsider.zone === 'cardholder' || other.zone !== 'cardholder') return [];
  return [fault(`${outsider.name} is out-of-scope and touches ${other.name} in the cardholder zone (${shown})`, `remove the arrow, or declare ${outsider.name} connected and have it assessed`)];
}
