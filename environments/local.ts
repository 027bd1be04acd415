import { replicas, type Environment } from '../constructs/declaration/index.ts';
import type { ServiceName } from '../services/registry.ts';
import { dev } from './dev.ts';

const one = { replicas: replicas(1, 1) } as const;

/**
 * This machine: the same plan, of which constructs/local.ts makes processes and not manifests. What only a cluster has (images, storage, gateways) it
 * takes from `dev`, and nothing here reads it; where databases, events, the OpenID provider and the outside hosts are is found when they are started.
 */
export const local = {
  ...dev,
  name: 'local',
  domain: 'localhost',
  // No page is served here.
  origins: [],
  replicaFloor: 0,
  promotions: [],
  // Each program is one process.
  tuning: {
    bank: one, baskets: one, 'card-entry': one, cards: one, crypto: one, customers: one, gateway: one,
    insights: one, ledger: one, payments: one, paypal: one, terminal: one, vault: one,
  },
} as const satisfies Environment<ServiceName>;
