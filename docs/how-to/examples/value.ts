/** A value in an environment: production gives the ledger larger pods and more of them. */
import { replicas, type Environment } from '../../../constructs/declaration/index.ts';
import { prod } from '../../../environments/prod.ts';
import type { ServiceName } from '../../../services/registry.ts';

export const busierProd = {
  ...prod,
  tuning: { ...prod.tuning, ledger: { size: 'large', replicas: replicas(4, 10) } },
} as const satisfies Environment<ServiceName>;
