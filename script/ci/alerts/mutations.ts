/** Changes of the real rules that a case must notice: what proves that quiet cases are not deaf ones. */
export interface Mutation {
  readonly name: string;
  readonly service: string;
  /** Which cases are asked. */
  readonly cases: 'burns' | 'shortages';
  readonly change: (expr: string) => string;
}

const exchange = (from: string | RegExp, to: string) => (expr: string): string => expr.replaceAll(from, to);

export const mutations: readonly Mutation[] = [
  { name: 'a fast burn pages at ten times its rate', service: 'card-entry', cases: 'burns', change: exchange('> (14.4 *', '> (144 *') },
  { name: 'a slow burn alerts at ten times its rate', service: 'card-entry', cases: 'burns', change: exchange('> (1 *', '> (10 *') },
  { name: 'the short windows are forgotten', service: 'card-entry', cases: 'burns', change: exchange(/\n {2}and slo:fault_ratio:\S+[^\n]*/g, '') },
  { name: 'a single fault is a burn', service: 'card-entry', cases: 'burns', change: exchange(/>= 10$/gm, '>= 0') },
  { name: 'both proxies count a request', service: 'card-entry', cases: 'burns', change: exchange('reporter="destination",', '') },
  { name: 'latency is measured at a bound that no histogram has', service: 'card-entry', cases: 'burns', change: exchange(/le=~"\d+/g, 'le=~"499') },
  { name: 'journeys of all channels are one', service: 'card-entry', cases: 'burns', change: exchange(/(guichet_journey_total\{[^}]*),channel="\w+"/g, '$1') },
  { name: 'every consumer’s lag counts', service: 'ledger', cases: 'shortages', change: exchange(/consumergroup="\w+",/g, '') },
  { name: 'the declared lag is already too much', service: 'ledger', cases: 'shortages', change: exchange(/(consumer_lag:max\{[^}]*\}) >/g, '$1 >=') },
  { name: 'the floor is one pod less', service: 'vault', cases: 'shortages', change: exchange('< 2', '< 1') },
  { name: 'a pod that is not scraped goes unnoticed', service: 'vault', cases: 'shortages', change: exchange(' or vector(0)', '') },
];
