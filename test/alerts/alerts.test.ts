import { describe, expect, it } from '@jest/globals';
import { environments } from '../../environments/index.ts';
import { plan } from '../../constructs/plan.ts';
import { services as declarations } from '../../services/registry.ts';
import { reference } from '../../stacks/index.ts';
import { render } from '../../constructs/tree.ts';
import { alertsOf, isRule, recordsOf } from '../support/rules.ts';
import { burnCases } from './burns.ts';
import { shortageCases } from './shortages.ts';

const worlds = environments.map((environment) => ({
  name: environment.name,
  services: plan(declarations, environment).services,
  rules: render(reference({ environment, services: declarations })).flatMap(({ objects }) => objects.filter(isRule)),
}));

/** What tells the alerts of one service from each other. */
const telling = (labels: Readonly<Record<string, string | undefined>>): string => ['service', 'severity', 'slo', 'journey', 'channel', 'topic'].map((label) => labels[label] ?? '').join('/');

// Whether they fire is judged by promtool, in `script/ci/alerts.ts`: these tests hold that it is asked about all of them.
describe.each(worlds)('the alerts of $name', ({ services, rules }) => {
  const alerts = rules.flatMap(alertsOf);

  it('are each roused by a case, and no case names one that does not exist', () => {
    const emitted = new Set(alerts.map(({ alert, labels }) => `${alert} ${telling(labels)}`));
    const roused = new Set(services.flatMap((service) => [...burnCases(service), ...shortageCases(service)]).flatMap(({ fires }) => fires.map((labels) => `${labels['alertname']} ${telling(labels)}`)));
    expect([...roused].sort()).toEqual([...emitted].sort());
  });

  it('have owner, receiver, severity, service, zone, and a text, a runbook and a dashboard', () => {
    const lacking = alerts.filter(({ labels, annotations }) => ['owner', 'receiver', 'severity', 'service', 'zone'].some((name) => !labels[name]) || ['summary', 'description', 'runbook_url', 'dashboard'].some((name) => !annotations[name]));
    expect(lacking).toEqual([]);
  });

  it('read only the namespace that they lie in, since user workload monitoring lets them see no other', () => {
    const foreign = rules.flatMap((rule) => recordsOf(rule).flatMap(({ expr }) => [...expr.matchAll(/namespace="([^"]+)"/g)].map(([, namespace]) => namespace)).filter((namespace) => namespace !== rule.metadata.namespace));
    expect(foreign).toEqual([]);
  });

  it('are evaluated where their figures are: by Prometheus itself when none comes from the platform', () => {
    const ofPlatform = /\b(kube_|container_|kubelet_)/;
    const wrong = rules.filter((rule) => recordsOf(rule).some(({ expr }) => ofPlatform.test(expr)) === (rule.metadata.labels?.['openshift.io/prometheus-rule-evaluation-scope'] === 'leaf-prometheus'));
    expect(wrong.map(({ metadata }) => metadata.name)).toEqual([]);
  });
});
