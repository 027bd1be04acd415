import type { Service } from '../constructs/declaration/index.ts';
import { baskets } from './baskets/service.ts';
import { cardEntry } from './card-entry/service.ts';
import { customers } from './customers/service.ts';
import { gateway } from './gateway/service.ts';
import { insights } from './insights/service.ts';
import { ledger } from './ledger/service.ts';
import { payments } from './payments/service.ts';
import { providers } from './providers.ts';
import { vault } from './vault/service.ts';

/** Every service that is deployed, by its name. */
export const registry = {
  ...providers,
  baskets,
  'card-entry': cardEntry,
  customers,
  gateway,
  insights,
  ledger,
  payments,
  vault,
} as const satisfies Readonly<Record<string, Service>>;

export type ServiceName = keyof typeof registry;

export const services: readonly Service[] = Object.values(registry);
