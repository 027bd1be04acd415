import { hours, minutes, replicas, type Environment } from '../constructs/declaration/index.ts';
import type { ServiceName } from '../services/registry.ts';
import { collector, endedTls, proxy, refusedEverywhere, sizes, zonePriorities } from './shared.ts';

/** Shaped like production with fewer pods, against the providers’ test systems: where a release is proved. */
export const staging = {
  name: 'staging',
  cluster: { name: 'staging', kubernetes: '1.33', failureZones: ['zone-a', 'zone-b', 'zone-c'], apiServer: ['10.20.0.0/24'] },
  domain: 'staging.shop.example',
  origins: ['https://www.staging.shop.example', 'https://office.staging.shop.example'],
  zones: zonePriorities,
  sizes,
  proxy,
  replicaFloor: 2,
  canary: { hold: minutes(2) },
  images: {
    registry: 'registry.staging.shop.example/guichet',
    // Written by the delivery pipeline when a build is promoted to this environment.
    digests: {
      bank: 'sha256:ca14b3f304d0188d190fe7076f6770ed557a49753272861fe1682045a7b9ad09',
      baskets: 'sha256:d0b64696eaffe8f43ced9c9eea8aed2d95a5cfc375bc24ce064cf2aa4cf9eccb',
      'card-entry': 'sha256:a0b1cf0c3fba0e0e962d9e963a2e234df49c06467f3eac4d82a5b55ea46e6c4a',
      cards: 'sha256:0f8f2ebe037c2b535f3ac1ed5457b1648632b9088a45e671d61db6bccac2c43f',
      crypto: 'sha256:3220f1172449a492f36688a83d338581a08df0dedda444cfafb985ad9845ee0c',
      customers: 'sha256:5b12ebf2905aa0586ef902090e4be9f51d3cf84cc8c341213d2caa81bc8e769c',
      gateway: 'sha256:0cab65494bb3878465880c2b0a87dbfda5792d89458f149fa28ca457d57f0748',
      insights: 'sha256:06a5908fb88016da214a74f25be8d4a02ad95153f44951d76109da9a458a83b6',
      ledger: 'sha256:93d1ef7eb5b0542a027b879e8f214168e8159caba764fe235e2d8a483e10942a',
      payments: 'sha256:0181894ab0297bf850a849f87fa181552b80c8a96647a7a004373c1b52df477d',
      paypal: 'sha256:7bb4576635d7d1521659a489e027eba9811fa9bfaffd2f6d8dc9d40ca4630d30',
      terminal: 'sha256:e3da18cf695ad1cc75c4cef5f3f233b1c774ebbcb5986e2c08cedcff3696c8ce',
      vault: 'sha256:e7d053c71b12be0c57f9d8c1b39b01853b716a0c4a7f0a049062c88af36fa1cf',
    },
  },
  promotions: [
    { name: 'rehearsal', start: '2026-11-23T06:00', end: '2026-11-23T20:00', timezone: 'Europe/Paris', lead: minutes(30), floor: 2 },
  ],
  tuning: {
    gateway: { replicas: replicas(3, 8) },
    payments: { replicas: replicas(3, 8) },
    baskets: { replicas: replicas(3, 8) },
    cards: { replicas: replicas(3, 8) },
    'card-entry': { replicas: replicas(3, 6) },
  },
  providers: 'test',
  outside: { identity: 'sso.staging.shop.example', btcpay: 'btcpay.staging.shop.example', xs2a: 'xs2a.bank.example', 'merchant-webhooks': 'hooks.staging.shop.example' },
  alerts: { fastBurn: 'warning', slowBurn: 'info', saturation: 'warning', runbooks: 'https://runbooks.staging.shop.example' },
  identity: { issuer: 'https://sso.staging.shop.example/realms/guichet', jwksUri: 'https://sso.staging.shop.example/realms/guichet/protocol/openid-connect/certs', audience: 'guichet' },
  certificates: { issuer: 'guichet-public' },
  secretStore: { server: 'https://vault.staging.shop.example:8200', path: 'guichet', mountPath: 'kubernetes-staging', refresh: hours(1) },
  data: {
    storageClass: 'standard-csi',
    instances: 3,
    postgres: { major: 17, image: 'registry.staging.shop.example/cloudnative-pg/postgresql@sha256:c282bfc7ba0bcd3ea9be513616e9a95e1356803790807de6214d9c70ecd117a3', poolers: 2 },
    backups: { endpoint: 'https://objects.staging.shop.example', bucket: 'guichet-staging-backups' },
    kafka: {
      version: '4.1.0',
      brokers: 3,
      controllers: 3,
      replication: 3,
      minInSync: 2,
      storage: '100Gi',
      resources: { broker: { cpu: '500m', memory: '4Gi' }, controller: { cpu: '250m', memory: '1Gi' } },
    },
  },
  admission: { error: 'deny', warning: 'warn', pods: 'audit', rules: { ...refusedEverywhere, ...endedTls('deny') } },
  telemetry: { collector, sampling: 25 },
  git: { repository: 'https://git.staging.shop.example/platform/guichet-gitops.git', revision: 'staging', path: 'dist/staging' },
} as const satisfies Environment<ServiceName>;
