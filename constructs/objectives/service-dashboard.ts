/** The dashboard of one service: what its alerts read, and what one asks next. */
import { backupOf, hasStore } from '../databases.ts';
import { meshMetrics } from '../declaration/index.ts';
import type { PlannedService } from '../plan.ts';
import { fastBurns, ratioOf, slowBurns, thresholdOf, totalOf } from './burn-rate.ts';
import type { Dashboard, Graph, Query, Row, Unit } from './dashboard.ts';
import { archiveFailures, volume, waiting } from './database.ts';
import { indicatorsOf, received, type Indicator } from './indicator.ts';
import { lag } from './lag.ts';
import { cpu, memory, readyPods, replicas, restarts, scrapedPods } from './pods.ts';
import { selector } from './promql.ts';
import { seriesOf, type Measure } from './rules.ts';

const shown = (title: string, unit: Unit, ...measures: readonly (readonly [Measure, string])[]): Graph => ({ title, unit, queries: measures.map(([measure, legend]) => ({ expr: seriesOf(measure), legend })) });

const limit = (expr: string, legend: string): Query => ({ expr: `vector(${expr})`, legend });

const withLimit = (graph: Graph, drawn: Query): Graph => ({ ...graph, queries: [...graph.queries, drawn] });

const name = ({ kind, labels }: Indicator): string => (kind === 'journey' ? `${labels['journey']} (${labels['channel']})` : kind);

/** The long windows of a promise beside the thresholds at which they alert. */
const promise = (indicator: Indicator): Graph => ({
  title: `Faults: ${name(indicator)}, promised ${indicator.percent} %`,
  unit: 'percentunit',
  queries: [...fastBurns, ...slowBurns].flatMap(({ rate, long }) => [
    { expr: seriesOf(ratioOf(indicator, long)), legend: long },
    limit(thresholdOf(indicator, rate), `alert over ${long}`),
  ]),
});

const quantile = (service: string, q: number): Query => ({ expr: `histogram_quantile(${q}, sum by (le) (rate(${selector(meshMetrics.durationBucket, received(service))}[5m])))`, legend: `p${q * 100}` });

const requests = (service: string, by: string): Query => ({ expr: `sum by (${by}) (rate(${selector(meshMetrics.requests, received(service))}[5m]))`, legend: `{{${by}}}` });

const traffic = ({ name: service }: PlannedService): Row => ({
  title: 'Traffic',
  graphs: [
    { title: 'Requests by caller', unit: 'reqps', queries: [requests(service, 'source_canonical_service')] },
    { title: 'Requests by answer', unit: 'reqps', queries: [requests(service, 'response_code')] },
    { title: 'Duration', unit: 'ms', queries: [0.5, 0.95, 0.99].map((q) => quantile(service, q)) },
  ],
});

const pods = (service: PlannedService): Row => ({
  title: 'Pods',
  graphs: [
    withLimit(shown('Pods', 'short', [readyPods(service), 'ready'], [scrapedPods(service), 'scraped']), limit(String(service.environment.replicaFloor), 'floor')),
    shown('Resources', 'percentunit', [memory(service), 'memory of limit'], [cpu(service), 'CPU of request'], [replicas(service), 'replicas of most']),
    shown('Restarts within an hour', 'short', [restarts(service), 'restarts']),
  ],
});

const database = (service: PlannedService): Row[] =>
  hasStore(service)
    ? [
        {
          title: 'Database',
          graphs: [
            shown('Fullest volume', 'percentunit', [volume(service), 'used']),
            shown('Clients waiting for a connection', 'short', [waiting(service), 'waiting']),
            ...(backupOf(service) ? [shown('Failures of the archive', 'short', [archiveFailures(service), 'within 15 minutes'])] : []),
          ],
        },
      ]
    : [];

const events = (service: PlannedService): Row[] =>
  service.consumes.length > 0
    ? [{ title: 'Unread events', graphs: service.consumes.map((one) => withLimit(shown(one.topic.name, 'short', [lag(service, one), 'fullest partition']), limit(String(one.lag), 'alert'))) }]
    : [];

function promises(service: PlannedService): Row[] {
  const indicators = indicatorsOf(service);
  const counted: Graph = { title: 'Events', unit: 'reqps', queries: indicators.map((indicator) => ({ expr: seriesOf(totalOf(indicator)), legend: name(indicator) })) };
  return indicators.length > 0 ? [{ title: 'Promises', graphs: [...indicators.map(promise), counted] }] : [];
}

export const serviceDashboard = (service: PlannedService): Dashboard => ({
  title: `Guichet / ${service.name}`,
  rows: [...promises(service), traffic(service), pods(service), ...database(service), ...events(service)],
});
