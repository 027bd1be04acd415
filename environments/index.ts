import type { Environment } from '../constructs/declaration/index.ts';
import type { ServiceName } from '../services/registry.ts';
import { dev } from './dev.ts';
import { prod } from './prod.ts';
import { staging } from './staging.ts';

/** The environments that have a cluster, in the order of promotion. */
export const environments: readonly Environment<ServiceName>[] = [dev, staging, prod];
