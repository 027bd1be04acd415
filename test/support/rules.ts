import type { AlertingRule, RecordingRule, RuleGroup } from '../../constructs/objectives/rules.ts';
import type { Manifest } from '../../constructs/tree.ts';

/** A PrometheusRule as it was emitted. */
export interface RuleManifest extends Manifest {
  readonly spec: { readonly groups: readonly RuleGroup[] };
}

export const isRule = (manifest: Manifest): manifest is RuleManifest => manifest.kind === 'PrometheusRule';

export const alertsOf = (rule: RuleManifest | undefined): AlertingRule[] => (rule?.spec.groups ?? []).flatMap(({ rules }) => rules.filter((one) => 'alert' in one));

export const recordsOf = (rule: RuleManifest | undefined): RecordingRule[] => (rule?.spec.groups ?? []).flatMap(({ rules }) => rules.filter((one) => 'record' in one));
