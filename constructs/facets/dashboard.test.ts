import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../tree.ts';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { isRule, recordsOf } from '../../test/support/rules.ts';
import { dashboard } from './dashboard.ts';
import { databaseTelemetry } from './database-telemetry.ts';
import { lag } from './lag.ts';
import { objectives } from './objectives.ts';
import { saturation } from './saturation.ts';

interface DashboardMap extends Manifest {
  readonly data: Readonly<Record<string, string>>;
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly span: number;
  readonly targets: readonly { readonly expr: string; readonly refId: string }[];
}

const isDashboard = (manifest: Manifest): manifest is DashboardMap => manifest.kind === 'ConfigMap';

function rowsOf(manifests: readonly Manifest[]): readonly { readonly title: string; readonly panels: readonly Panel[] }[] {
  const [found] = manifests.filter(isDashboard);
  const { rows } = JSON.parse(Object.values(found?.data ?? {})[0] ?? '{}') as { rows: readonly { title: string; panels: readonly Panel[] }[] };
  return rows;
}

const [map] = manifestsOf(dashboard, 'payments').filter(isDashboard);
const rows = rowsOf(manifestsOf(dashboard, 'payments'));
const panels = rows.flatMap((row) => row.panels);

describe('dashboard', () => {
  it('lies where the console looks for dashboards, with the labels by which it finds them', () => {
    expect(map?.metadata).toMatchObject({ name: 'guichet-payments', namespace: 'openshift-config-managed', labels: { 'console.openshift.io/dashboard': 'true', 'console.openshift.io/odc-dashboard': 'true' } });
    expect(Object.keys(map?.data ?? {})).toEqual(['guichet-payments.json']);
  });

  it('shows the promises first, then what one asks next', () => {
    expect(rows.map(({ title }) => title)).toEqual(['Promises', 'Traffic', 'Pods', 'Database', 'Unread events']);
  });

  it('shows every figure by the record that its alert reads', () => {
    const recorded = new Set([objectives, saturation, databaseTelemetry, lag].flatMap((facet) => manifestsOf(facet, 'payments').filter(isRule).flatMap(recordsOf)).map(({ record }) => record));
    const shown = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => [...expr.matchAll(/\b(?:slo|service):[a-z0-9_:]+/g)].map(([name]) => name))));
    expect([...shown].filter((name) => !recorded.has(name))).toEqual([]);
    expect([...recorded].filter((name) => name.startsWith('service:') && !shown.has(name))).toEqual([]);
  });

  it('draws the thresholds of its alerts as people write them', () => {
    expect(panels.find(({ title }) => title.startsWith('Faults: availability'))?.targets.map(({ expr }) => expr)).toContain('vector(14.4 * 0.0005)');
  });

  it('fits its panels into rows of twelve columns, each with an id of its own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ span }) => ![4, 6, 12].includes(span))).toEqual([]);
  });

  it('leaves the promises out where there are none', () => {
    const { objective: _, ...rest } = planned('payments');
    expect(rowsOf(manifestsOf(dashboard, { ...rest, objectiveRefused: 'a trial' })).map(({ title }) => title)).not.toContain('Promises');
  });
});
