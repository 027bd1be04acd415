import { hours, minutes, type Environment } from '../constructs/declaration/index.ts';
import type { ServiceName } from '../services/registry.ts';
import { collector, endedTls, proxy, refusedEverywhere, sizes, zonePriorities } from './shared.ts';

/** Where customers pay. */
export const prod = {
  name: 'prod',
  cluster: { name: 'prod', kubernetes: '1.33', failureZones: ['zone-a', 'zone-b', 'zone-c'], apiServer: ['10.30.0.0/24'] },
  domain: 'shop.example',
  origins: ['https://www.shop.example', 'https://office.shop.example'],
  zones: zonePriorities,
  sizes,
  proxy,
  replicaFloor: 2,
  canary: { hold: minutes(5) },
  images: {
    registry: 'registry.shop.example/guichet',
    // Written by the delivery pipeline when a build is promoted to this environment.
    digests: {
      bank: 'sha256:850d2ff34eb90c3849083c313800228abfcc50660001fb662aa572596e2ebeb6',
      baskets: 'sha256:950e37a6aedee98ce82bc99bb272bbbaab9a44261bf9afe63366a71ec7dffe27',
      'card-entry': 'sha256:1719b39c8a5f1d153dff1f317cfae5ef859fe500cae277a50f53177752d2d275',
      cards: 'sha256:52e7474819948836ae9e06eb5aa7735342eec632d9b8a0b6a33dc395f5497485',
      crypto: 'sha256:cff28eea0e3c59f3522f16765e34ba51370dfa3cca9764fc9fbf2722f239a84c',
      customers: 'sha256:38bdc71c0173deecda1b975bd026a6a7d3c783178c462bdf03b6c41d5d3afab5',
      gateway: 'sha256:5230c7708f303768f5417482200271c88d15794ababf2586176c07ac620d693b',
      insights: 'sha256:d8c540474bfd5cab1cfddf14007fde9ec879dca8f5fa7a8b1270615cef10b2f8',
      ledger: 'sha256:c135c40641bb39999d54005d64b3ca649808ef9e0d23310d68b2ef9ecd0c18c8',
      payments: 'sha256:8b4765c08bd3d42c31ea94ace0969f6f80f72ea916ea74b21949aaba0d63eb44',
      paypal: 'sha256:fb3f9c136baf2a5a805b8eae15fa3fddca4819ee17827ee669ad6bcacf828090',
      terminal: 'sha256:d4c0971be9cf0dd794c24d764fb9d3ef71b9b1262a861fb82dd67b3984e04845',
      vault: 'sha256:b459ba4ff9abe952fbf16896e54a2f1c36fdc3a70059df33a8ba339b054c5446',
    },
  },
  promotions: [
    { name: 'black-friday', start: '2026-11-27T06:00', end: '2026-11-30T23:00', timezone: 'Europe/Paris', lead: minutes(30), floor: 3 },
    { name: 'christmas', start: '2026-12-18T06:00', end: '2026-12-24T20:00', timezone: 'Europe/Paris', lead: minutes(30), floor: 2 },
  ],
  tuning: {},
  providers: 'live',
  outside: { identity: 'sso.shop.example', 'adyen-checkout': 'guichet-checkout-live.adyenpayments.com', btcpay: 'btcpay.shop.example', xs2a: 'xs2a.bank.example', 'merchant-webhooks': 'hooks.shop.example' },
  alerts: { fastBurn: 'critical', slowBurn: 'warning', saturation: 'warning', runbooks: 'https://runbooks.shop.example' },
  identity: { issuer: 'https://sso.shop.example/realms/guichet', jwksUri: 'https://sso.shop.example/realms/guichet/protocol/openid-connect/certs', audience: 'guichet' },
  certificates: { issuer: 'guichet-public' },
  secretStore: { server: 'https://vault.shop.example:8200', path: 'guichet', mountPath: 'kubernetes-prod', refresh: hours(1) },
  data: {
    storageClass: 'premium-csi',
    instances: 3,
    postgres: { major: 17, image: 'registry.shop.example/cloudnative-pg/postgresql@sha256:c282bfc7ba0bcd3ea9be513616e9a95e1356803790807de6214d9c70ecd117a3', poolers: 3 },
    backups: { endpoint: 'https://objects.shop.example', bucket: 'guichet-prod-backups' },
    kafka: {
      version: '4.1.0',
      brokers: 3,
      controllers: 3,
      replication: 3,
      minInSync: 2,
      storage: '500Gi',
      resources: { broker: { cpu: '2000m', memory: '8Gi' }, controller: { cpu: '500m', memory: '2Gi' } },
    },
  },
  admission: { error: 'deny', warning: 'warn', pods: 'audit', rules: { ...refusedEverywhere, ...endedTls('deny') } },
  telemetry: { collector, sampling: 5 },
  git: { repository: 'https://git.shop.example/platform/guichet-gitops.git', revision: 'release', path: 'dist/prod' },
} as const satisfies Environment<ServiceName>;
