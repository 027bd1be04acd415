import { hours, minutes, replicas, type Environment } from '../constructs/declaration/index.ts';
import type { ServiceName } from '../services/registry.ts';
import { collector, endedTls, proxy, refusedEverywhere, sizes, zonePriorities } from './shared.ts';

/** One zone, one pod of most things, the providers’ test systems: for those who build. */
export const dev = {
  name: 'dev',
  cluster: { name: 'dev', kubernetes: '1.33', failureZones: ['zone-a'], apiServer: ['10.10.0.0/24'] },
  domain: 'dev.shop.example',
  origins: ['https://www.dev.shop.example', 'https://office.dev.shop.example'],
  zones: zonePriorities,
  sizes,
  proxy,
  replicaFloor: 1,
  canary: { hold: minutes(1) },
  images: {
    registry: 'registry.dev.shop.example/guichet',
    // Written by the delivery pipeline when a build is promoted to this environment.
    digests: {
      bank: 'sha256:0e0a561f92b12967ce280bbf08434c3186cf7c71983556ef4a762b33e7d9110f',
      baskets: 'sha256:766538045fcec57b41133f353ed1b8b8646dca8e6cda5ed3395bb1321fc0bb2d',
      'card-entry': 'sha256:5f12f3ceb7355029e4cbe2b3604d0baac93cf74a885563824e1269826b8efbbc',
      cards: 'sha256:c67f0a2c1079cde4afa7fd523047709358acc3a67e9576fb2c8057fe232e8b56',
      crypto: 'sha256:a48ac05d15632311235b1b0c25cd3c96fb3fb03ac4bd53764bd44d9d44423e02',
      customers: 'sha256:804ccb972f1bc1ba3690a19cf720222accfc8bf788c8bb5531877e2abe5e15c7',
      gateway: 'sha256:092be65a287ccd149c8fef657448e52aaf49025d52873b7852902bc4075d4020',
      insights: 'sha256:800d653186b685b760cffbd8be411612a9b426c61f6235dfa05fe907f88acd7c',
      ledger: 'sha256:bbbc4d9b37690eb8196f99631258d0d3e78aba4ada1c2bb24abd6972686f110b',
      payments: 'sha256:b352caa669eb6e43f228209d06b31e6fabde5297453de4f46a65ca46e19c4bba',
      paypal: 'sha256:054e98700f82c68c3f03c1948c80d4b49e906050051e267189a512871e305a35',
      terminal: 'sha256:9bc5fc4c3e1fd87f6ba2791cca530147f03733b067de1fb6746f58ac214b612b',
      vault: 'sha256:7fc3637df16fee2a28e349614faa4c5ac5ed50543a21a7330136be3e80fb6e02',
    },
  },
  promotions: [
    { name: 'rehearsal', start: '2026-11-20T10:00', end: '2026-11-20T12:00', timezone: 'Europe/Paris', lead: minutes(10), floor: 2 },
  ],
  tuning: {
    gateway: { replicas: replicas(2, 4) },
    payments: { replicas: replicas(2, 4), size: 'medium' },
    baskets: { replicas: replicas(2, 4) },
    cards: { replicas: replicas(2, 4) },
    'card-entry': { replicas: replicas(2, 4) },
    vault: { replicas: replicas(2, 3) },
    ledger: { replicas: replicas(2, 3) },
    customers: { replicas: replicas(2, 3) },
    paypal: { replicas: replicas(2, 3) },
    terminal: { replicas: replicas(2, 3) },
  },
  providers: 'test',
  outside: { identity: 'sso.dev.shop.example', btcpay: 'btcpay.dev.shop.example', xs2a: 'xs2a.bank.example', 'merchant-webhooks': 'hooks.dev.shop.example' },
  alerts: { fastBurn: 'warning', slowBurn: 'info', saturation: 'warning', runbooks: 'https://runbooks.dev.shop.example' },
  identity: { issuer: 'https://sso.dev.shop.example/realms/guichet', jwksUri: 'https://sso.dev.shop.example/realms/guichet/protocol/openid-connect/certs', audience: 'guichet' },
  certificates: { issuer: 'guichet-public' },
  secretStore: { server: 'https://vault.dev.shop.example:8200', path: 'guichet', mountPath: 'kubernetes-dev', refresh: hours(1) },
  data: {
    storageClass: 'standard-csi',
    instances: 1,
    postgres: { major: 17, image: 'registry.dev.shop.example/cloudnative-pg/postgresql@sha256:c282bfc7ba0bcd3ea9be513616e9a95e1356803790807de6214d9c70ecd117a3', poolers: 1 },
    backups: { endpoint: 'https://objects.dev.shop.example', bucket: 'guichet-dev-backups' },
    kafka: {
      version: '4.1.0',
      brokers: 3,
      controllers: 1,
      replication: 3,
      minInSync: 2,
      storage: '20Gi',
      resources: { broker: { cpu: '250m', memory: '2Gi' }, controller: { cpu: '100m', memory: '1Gi' } },
    },
  },
  admission: { error: 'warn', warning: 'warn', pods: 'audit', rules: { ...refusedEverywhere, ...endedTls('warn') } },
  telemetry: { collector, sampling: 100 },
  git: { repository: 'https://git.dev.shop.example/platform/guichet-gitops.git', revision: 'dev', path: 'dist/dev' },
} as const satisfies Environment<ServiceName>;
