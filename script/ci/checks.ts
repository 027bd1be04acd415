/** A check of `.ci/run`: passes when the command ends with 0. */
export interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Whether it reads the schemas and judges beside the project. */
  readonly needsShared: boolean;
}

/** In the order in which they run: what everybody runs first. */
export const checks: readonly Check[] = [
  { name: 'npm test', command: ['npm', 'test'], needsShared: false },
  { name: 'npm run synth', command: ['npm', 'run', 'synth'], needsShared: false },
  { name: 'vault cryptography', command: ['node', 'script/ci/wycheproof.ts'], needsShared: true },
  { name: 'schemas', command: ['node', 'script/ci/schemas.ts'], needsShared: true },
  { name: 'cluster dry run', command: ['node', 'script/ci/cluster-dry-run.ts'], needsShared: true },
  { name: 'policies at admission', command: ['node', 'script/ci/policies-admission.ts'], needsShared: true },
  { name: 'pod security', command: ['node', 'script/ci/pod-security.ts'], needsShared: true },
  { name: 'simulated nodes', command: ['node', 'script/ci/cluster-play.ts'], needsShared: true },
  { name: 'canary', command: ['node', 'script/ci/canary.ts'], needsShared: true },
  { name: 'promotion', command: ['node', 'script/ci/promotion.ts'], needsShared: true },
  { name: 'network reachability', command: ['node', 'script/ci/reachability.ts'], needsShared: true },
  { name: 'mesh analysers', command: ['node', 'script/ci/mesh-analyze.ts'], needsShared: true },
  { name: 'mesh traffic', command: ['node', 'script/ci/mesh-traffic.ts'], needsShared: true },
  { name: 'mesh gateways', command: ['node', 'script/ci/mesh-gateways.ts'], needsShared: true },
  { name: 'alerts', command: ['node', 'script/ci/alerts.ts'], needsShared: false },
];
