import type { AdmissionAction, Environment, Resources, Size, Zone } from '../constructs/declaration/index.ts';

/** The size table: what a pod of each size asks for. */
export const sizes = {
  small: { cpu: '100m', memory: '256Mi' },
  medium: { cpu: '250m', memory: '512Mi' },
  large: { cpu: '500m', memory: '1Gi' },
} as const satisfies Record<Size, Resources>;

/** What the injected proxy asks for; measured need is about 40 MiB, and 100m carries some 1,000 requests a second. */
export const proxy = { cpu: '100m', memory: '128Mi' } as const satisfies Resources;

/** When a node fails, card data goes before checkout, checkout before the back office. */
export const zonePriorities = {
  edge: { priority: 90_000 },
  core: { priority: 80_000 },
  cardholder: { priority: 100_000 },
  connectors: { priority: 70_000 },
} as const satisfies Environment['zones'] & Record<Zone, unknown>;

/** Where the cluster's OTLP collector answers, over HTTP: programs and proxies speak one protocol, through one port. */
export const collector = { service: 'otel-collector', namespace: 'guichet-telemetry', port: 4318 } as const;

/** What is refused wherever it is tried: a program that was built with a way in clear text would come to need it. */
export const refusedEverywhere = { 'openshift/route-tls': { action: 'deny' }, 'mesh/strict': { action: 'deny' } } as const satisfies Environment['admission']['rules'];

/** A door whose TLS ends at the router: a warning by itself. Card numbers come through doors here, so from staging on it is refused. */
export const endedTls = <A extends AdmissionAction>(action: A) => ({ 'openshift/encrypted-to-the-pod': { action } }) as const satisfies Environment['admission']['rules'];
