/**
 * Dashboards as the OpenShift console reads them from ConfigMaps: Grafana's old schema of `rows`, of which it shows graphs and single figures
 * (openshift/enhancements, monitoring dashboards). Nothing but the console is needed to see them.
 */

/** Units by Grafana's names: a part of one, per second, milliseconds, cores, pieces. */
export type Unit = 'percentunit' | 'reqps' | 'ms' | 'short';

export interface Query {
  readonly expr: string;
  /** Such as `{{channel}}`. */
  readonly legend: string;
}

export interface Graph {
  readonly title: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
}

export interface Row {
  readonly title: string;
  readonly graphs: readonly Graph[];
}

export interface Dashboard {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** A row is twelve columns wide; more than three graphs go onto the next line. */
const span = (graphs: number): number => 12 / Math.min(Math.max(graphs, 1), 3);

const panel = ({ title, unit, queries }: Graph, id: number, width: number) => ({
  id,
  title,
  type: 'graph',
  span: width,
  fill: 0,
  linewidth: 1,
  legend: { show: true },
  nullPointMode: 'null',
  targets: queries.map(({ expr, legend }, i) => ({ expr, format: 'time_series', legendFormat: legend, refId: String.fromCharCode(65 + i) })),
  yaxes: [
    { format: unit, min: 0, show: true },
    { format: 'short', show: false },
  ],
});

/** The JSON text of a dashboard. */
export function dashboardJson({ title, rows }: Dashboard): string {
  const offsets = rows.map((_, i) => rows.slice(0, i).reduce((sum, { graphs }) => sum + graphs.length, 0));
  return `${JSON.stringify(
    {
      title,
      tags: ['guichet'],
      editable: false,
      schemaVersion: 14,
      timezone: 'UTC',
      refresh: '1m',
      time: { from: 'now-6h', to: 'now' },
      templating: { list: [] },
      rows: rows.map(({ title: heading, graphs }, i) => ({ title: heading, showTitle: true, collapse: false, panels: graphs.map((graph, j) => panel(graph, (offsets[i] ?? 0) + j + 1, span(graphs.length))) })),
    },
    undefined,
    2,
  )}\n`;
}
