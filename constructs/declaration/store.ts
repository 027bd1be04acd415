import type { Refused } from './reason.ts';
import type { Bytes, Milliseconds } from './units.ts';

/** A base backup on a schedule and every write-ahead log segment, so that any moment inside `retention` can be restored. */
export interface Backup {
  /** How far back a restore can go, in milliseconds. */
  readonly retention: Milliseconds;
  /** Cron expression of five fields, in UTC. */
  readonly schedule: string;
}

export const backup = (chosen: Backup): Backup => chosen;

/** A PostgreSQL database of the service's own; no other service can reach it. */
export interface Store {
  readonly kind: 'postgresql';
  readonly size: Bytes;
  readonly backup: Backup | Refused<'backup'>;
  /**
   * `required`: a commit waits for a standby, and writes stop when none is left; what a ledger wants. Where the environment has one instance
   * of each store, which the plan allows against test providers only, there is none to wait for: a commit is as safe as that one's disk.
   * `preferred`: writes go on without a standby.
   */
  readonly durability: 'required' | 'preferred';
}

export const postgresql = (props: Omit<Store, 'kind'>): Store => ({ kind: 'postgresql', ...props });
