/** What a service's database is given, from what is said of the service. Pure: the namespace's quota is computed from the same figures. */
import { isRefused, type Backup, type Bytes, type Resources } from './declaration/index.ts';
import { poolerName } from './names.ts';
import type { PlannedService, PlannedZone } from './plan.ts';
import { cpu, mebibytes, memory, millicores } from './quantities.ts';

/** A service with a database. */
export type StoringService = PlannedService & Required<Pick<PlannedService, 'store'>>;

export const hasStore = (service: PlannedService): service is StoringService => service.store !== undefined;

export const storesOf = ({ services }: PlannedZone): StoringService[] => services.filter(hasStore);

/** Connections of an instance, a few of which stay free for replication, the operator and a person. */
export const maxConnections = 200;
const reservedConnections = 20;

/** One PgBouncer pod: it uses one core at most, and some 2 KiB for each client. */
export const poolerResources = { cpu: '100m', memory: '128Mi' } as const satisfies Resources;

/** Four times what a pod of its service asks for, since many pods share one primary. What archives the log runs in the same container. */
export const databaseResources = ({ resources }: Pick<PlannedService, 'resources'>): Resources => ({ cpu: cpu(4 * millicores(resources.cpu)), memory: memory(4 * mebibytes(resources.memory)) });

/** A quarter of the memory, as PostgreSQL's documentation starts from (shared_buffers); the rest is the file cache. */
export const sharedBuffers = (service: Pick<PlannedService, 'resources'>): string => `${mebibytes(databaseResources(service).memory) / 4}MB`;

/** The log has a volume of its own, a quarter as large as the data: a standby that lags, or an archive that is down, cannot fill the data's. */
export const logSize = ({ store }: StoringService): Bytes => `${Math.max(2, Math.ceil(mebibytes(store.size) / 4 / 1024))}Gi`;

/** Server connections that each PgBouncer pod may hold, so that all of them together fit. */
export const poolSize = ({ environment }: Pick<PlannedService, 'environment'>): number => Math.floor((maxConnections - reservedConnections) / environment.data.postgres.poolers);

/** The ImageCatalog of every data namespace. */
export const postgresCatalog = 'postgresql';

/**
 * Selects the instances of a cluster and the jobs that initialise and clone them, whose place decides where an instance's disk is for
 * good. Poolers carry the cluster's label too and are none of them.
 */
export const clusterSelector = (name: string) => ({ matchLabels: { 'cnpg.io/cluster': name }, matchExpressions: [{ key: 'cnpg.io/poolerName', operator: 'DoesNotExist' as const }] });

export const poolerLabels = (name: string): Record<string, string> => ({ 'cnpg.io/poolerName': poolerName(name) });

/** The Secret of a cluster's certificate authority, its private key included: it never leaves the namespace. */
export const authorityOf = (name: string): string => `${name}-ca`;

/** The Secret with the keys of the object store, for one cluster's backups only. */
export const backupSecret = (name: string): string => `${name}-backup`;

/** The base backups and the log of a store, where it did not refuse them. */
export const backupOf = ({ store: { backup } }: StoringService): Backup | undefined => (isRefused(backup) ? undefined : backup);
