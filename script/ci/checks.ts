import type { Judge } from './judges.ts';

/** A check of `.ci/run`: passes when the command ends with 0. */
export interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Whether it reads the schemas and judges beside the project. */
  readonly needsShared: boolean;
  /** Installed before it begins: to build one takes minutes, in which what a check has started already would not be answered. @default - none */
  readonly judges?: readonly Judge[];
}

/** Two that run side by side: one mostly waits, for a cluster or for time to pass, and one computes. They share no port and no folder. */
export type SideBySide = readonly [waiting: Check, computing: Check];

/** In the order in which they run: what everybody runs first, and what measures time alone. */
export const checks: readonly (Check | SideBySide)[] = [
  { name: 'npm test', command: ['npm', 'test'], needsShared: false },
  { name: 'npm run synth', command: ['npm', 'run', 'synth'], needsShared: false },
  { name: 'the tour', command: ['npm', 'run', 'demo', '--', '--script', '--free-ports'], needsShared: false },
  { name: 'card numbers', command: ['npm', 'run', 'leaks'], needsShared: false },
  { name: 'vault cryptography', command: ['node', 'script/ci/wycheproof.ts'], needsShared: true },
  { name: 'through the pooler', command: ['node', 'script/ci/pooler.ts'], needsShared: false },
  { name: 'events over Kafka', command: ['node', 'script/ci/broker.ts'], needsShared: true },
  { name: 'OpenAPI fuzz', command: ['node', 'script/ci/openapi-fuzz.ts'], needsShared: true, judges: ['schemathesis'] },
  { name: 'card documents', command: ['node', 'script/ci/card-documents.ts'], needsShared: true },
  { name: 'provider documents', command: ['node', 'script/ci/provider-documents.ts'], needsShared: true },
  { name: 'schemas', command: ['node', 'script/ci/schemas.ts'], needsShared: true },
  [
    { name: 'cluster dry run', command: ['node', 'script/ci/cluster-dry-run.ts'], needsShared: true },
    { name: 'network reachability', command: ['node', 'script/ci/reachability.ts'], needsShared: true, judges: ['cyclonus'] },
  ],
  { name: 'packed policies', command: ['node', 'script/ci/packed-policies.ts'], needsShared: false },
  { name: 'policies at admission', command: ['node', 'script/ci/policies-admission.ts'], needsShared: true },
  { name: 'pod security', command: ['node', 'script/ci/pod-security.ts'], needsShared: true },
  { name: 'report formats', command: ['node', 'script/ci/report-formats.ts'], needsShared: true, judges: ['check-jsonschema', 'trestle'] },
  { name: 'reachability page', command: ['node', 'script/ci/reach-page.ts'], needsShared: true, judges: ['chromium'] },
  [
    { name: 'simulated nodes', command: ['node', 'script/ci/cluster-play.ts'], needsShared: true, judges: ['rollouts-controller'] },
    { name: 'segmentation mutations', command: ['node', 'script/ci/reach-mutations.ts'], needsShared: false },
  ],
  [
    { name: 'canary', command: ['node', 'script/ci/canary.ts'], needsShared: true, judges: ['rollouts-controller'] },
    { name: 'reachability engine', command: ['node', 'script/ci/reach-judges.ts'], needsShared: true, judges: ['cyclonus', 'mesh-render', 'envoy'] },
  ],
  [
    { name: 'promotion', command: ['node', 'script/ci/promotion.ts'], needsShared: true, judges: ['rollouts-controller', 'keda'] },
    { name: 'alerts', command: ['node', 'script/ci/alerts.ts'], needsShared: false, judges: ['promtool'] },
  ],
  { name: 'mesh analysers', command: ['node', 'script/ci/mesh-analyze.ts'], needsShared: true, judges: ['mesh-analyze'] },
  { name: 'mesh traffic', command: ['node', 'script/ci/mesh-traffic.ts'], needsShared: true, judges: ['mesh-render', 'envoy'] },
  { name: 'mesh gateways', command: ['node', 'script/ci/mesh-gateways.ts'], needsShared: true, judges: ['mesh-render', 'envoy'] },
];
