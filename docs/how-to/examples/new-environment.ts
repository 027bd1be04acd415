/** A new environment: a cluster for load tests, sized like production, against the providers' test systems. */
import { minutes, type Environment } from '../../../constructs/declaration/index.ts';
import { prod } from '../../../environments/prod.ts';
import { staging } from '../../../environments/staging.ts';
import type { ServiceName } from '../../../services/registry.ts';

export const performance = {
  ...staging,
  name: 'performance',
  cluster: { name: 'performance', kubernetes: '1.33', failureZones: ['zone-a', 'zone-b', 'zone-c'], apiServer: ['10.40.0.0/24'] },
  domain: 'performance.shop.example',
  origins: ['https://www.performance.shop.example'],
  tuning: prod.tuning,
  promotions: [{ name: 'soak', start: '2026-11-21T08:00', end: '2026-11-21T20:00', timezone: 'Europe/Paris', lead: minutes(30), floor: 3 }],
  git: { ...staging.git, path: 'dist/performance' },
} as const satisfies Environment<ServiceName>;
