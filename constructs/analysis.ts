/** What a new version must show before it gets more of the traffic. Pure. */
import { meshMetrics } from './declaration/metrics.ts';
import { durationOf } from './durations.ts';
import type { Objective } from './declaration/index.ts';
import { metricsTokenSecret } from './names.ts';
import { received } from './objectives/indicator.ts';
import { pattern, selector, type Matchers } from './objectives/promql.ts';
import type { PlannedService } from './plan.ts';
import type { AnalysisMetric, AnalysisSpec, CanaryStep } from './resources/index.ts';

/** How often a share of the traffic is measured before the next. */
const measurements = 5;

/** Four scrapes. Measured once a minute, so an error is seen in two measurements: one hiccup is forgiven, what goes on longer is not. */
const window = '2m';
const forgiven = 2;

/** User workload monitoring's door for one namespace: the token need not be one that reads the metrics of the whole cluster. */
export const metricsOfNamespace = 'https://thanos-querier.openshift-monitoring.svc.cluster.local:9092';

/** 0.9995 for 99.95 percent, without the noise of binary fractions. */
const fraction = (percent: number): number => Number((percent / 100).toPrecision(12));

const argument = (name: string): string => `{{args.${name}}}`;

/** The new version's pods alone: both versions share their service's and workload's names, and pods are named `<rollout>-<hash>-<random>`. */
const canaryPods = ({ name }: PlannedService) => ({ pod: pattern(`${name}-${argument('canary-hash')}-.+`) });

const rateOf = (metric: string, matchers: Matchers, by = ''): string => `sum${by}(rate(${selector(metric, matchers)}[${window}]))`;

/**
 * A figure of the new version, or what stands for it where its pods are scraped and nobody asked anything of them: nothing failed, and a quiet
 * service must be deployable. Nothing at all where its pods are not scraped. `>= 0` drops the NaN of no requests.
 */
const orQuiet = (figure: string, service: PlannedService, quiet: 0 | 1): string =>
  `(${figure}) >= 0 or count(${selector('up', canaryPods(service))} == 1) * 0 + ${quiet}`;

function successRate(service: PlannedService): string {
  const requests = { ...received(service.name), ...canaryPods(service) };
  // Counted by the failures: where all fail, there is no series of successes to divide.
  const failed = `(${rateOf(meshMetrics.requests, { ...requests, response_code: pattern('5..') })} or vector(0))`;
  return orQuiet(`1 - ${failed} / ${rateOf(meshMetrics.requests, requests)}`, service, 1);
}

const latency = (service: PlannedService, percent: number): string =>
  orQuiet(`histogram_quantile(${fraction(percent)}, ${rateOf(meshMetrics.durationBucket, { ...received(service.name), ...canaryPods(service) }, ' by (le) ')})`, service, 0);

/**
 * A measurement without a result is neither good nor bad: the first is forgiven, since scraping takes its time, and the second holds the
 * roll-out for a person. A version about which nothing is known gets no more of the traffic.
 */
function metric(service: PlannedService, { name, query, good, bad }: { readonly name: string; readonly query: string; readonly good: string; readonly bad: string }): AnalysisMetric {
  const interval = durationOf(Math.max(1, Math.floor(service.environment.canary.hold / measurements / 1_000)) * 1_000);
  return {
    name,
    initialDelay: interval,
    interval,
    count: measurements,
    failureLimit: forgiven,
    inconclusiveLimit: 1,
    successCondition: `len(result) > 0 && result[0] ${good}`,
    failureCondition: `len(result) > 0 && result[0] ${bad}`,
    provider: {
      prometheus: {
        address: argument('prometheus'),
        headers: [{ key: 'Authorization', value: `Bearer ${argument('token')}` }],
        query,
      },
    },
  };
}

/** The service's promises, asked of the new version's pods alone. The address is an argument, so that a run elsewhere can give another. */
export function analysisOf(service: PlannedService, { availability, latency: { percent, within } }: Objective): AnalysisSpec {
  return {
    args: [
      { name: 'canary-hash' },
      { name: 'prometheus', value: `${metricsOfNamespace}?namespace=${service.zone.namespace}` },
      { name: 'token', valueFrom: { secretKeyRef: { name: metricsTokenSecret, key: 'token' } } },
    ],
    metrics: [
      metric(service, { name: 'success-rate', query: successRate(service), good: `>= ${fraction(availability)}`, bad: `< ${fraction(availability)}` }),
      metric(service, { name: `latency-p${percent}`, query: latency(service, percent), good: `<= ${within}`, bad: `> ${within}` }),
    ],
  };
}

/** What comes after each share of the traffic: the analysis, or a pause of the same length where the service promises nothing. */
export const watch = ({ name, objective, environment }: PlannedService): CanaryStep =>
  objective
    ? { analysis: { templates: [{ templateName: name }], args: [{ name: 'canary-hash', valueFrom: { podTemplateHashValue: 'Latest' } }] } }
    : { pause: { duration: durationOf(environment.canary.hold) } };
