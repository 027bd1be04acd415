/** Rules as Prometheus reads them, and the measures that alerts and panels share. */
import type { Severity } from '../declaration/index.ts';
import type { PlannedService } from '../plan.ts';
import { selector, type Labels } from './promql.ts';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Labels;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

export type Rule = RecordingRule | AlertingRule;

/** Evaluated in order, so that a rule may read what one before it recorded. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: '30s';
  readonly rules: readonly Rule[];
}

/** A figure that is recorded once, and read by alerts and panels alike. */
export interface Measure {
  readonly record: string;
  readonly labels: Labels;
  readonly expr: string;
}

/** The series of a measure, as alerts and panels ask for it. */
export const seriesOf = ({ record, labels }: Omit<Measure, 'expr'>): string => selector(record, labels);

export const recordingRule = ({ record, expr, labels }: Measure): RecordingRule => ({ record, expr, labels });

export interface Alert {
  /** In CamelCase; also the last part of the runbook's address. */
  readonly name: string;
  readonly expr: string;
  /** How long the expression must hold, as a Prometheus duration. @default - it fires at once */
  readonly for?: string;
  readonly severity: Severity;
  /** What tells this alert from others of its name. @default - the service alone does */
  readonly labels?: Labels;
  /** One line: what is wrong, and with what. */
  readonly summary: string;
  /** What it means, in a sentence or two; `$value` is that of the expression. */
  readonly description: string;
}

/** The name of a service's dashboard; the console shows it at `/monitoring/dashboards/<name>`. */
export const dashboardName = (service: string): string => `guichet-${service}`;

/** An alert with whose it is, how urgent, where it is sent, and what to read. */
export function alertingRule({ name: service, owner, zone, environment }: PlannedService, { name, expr, for: lasting, severity, labels, summary, description }: Alert): AlertingRule {
  return {
    alert: name,
    expr,
    ...(lasting !== undefined && { for: lasting }),
    labels: { ...labels, owner: owner.name, receiver: owner.alerts, service, severity, zone: zone.name },
    annotations: { summary, description, runbook_url: `${environment.alerts.runbooks}/${name}`, dashboard: `/monitoring/dashboards/${dashboardName(service)}` },
  };
}

/** Has a PrometheusRule evaluated by the Prometheus of user workload monitoring itself, instead of by Thanos Ruler (OpenShift monitoring). */
export const leafEvaluation: Record<string, string> = { 'openshift.io/prometheus-rule-evaluation-scope': 'leaf-prometheus' };

/** The `spec` of a PrometheusRule. */
export const rulesOf = (groups: readonly RuleGroup[]) => ({ groups: groups.map(({ rules, ...group }) => ({ ...group, rules: [...rules] })) });
