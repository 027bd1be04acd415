import type { Manifest } from './manifest.ts';
import type { Path, Value } from './value.ts';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export interface PodPort {
  /** By which Services and NetworkPolicies may call it. */
  readonly name?: string;
  readonly number: number;
  readonly protocol: Protocol;
}

/** The pods of one workload: they are alike in all that policies see. */
export interface Pod {
  /** `<namespace>/<name>`. */
  readonly key: string;
  readonly namespace: string;
  /** Of the workload, not of a replica. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly ports: readonly PodPort[];
  /** Whether it shares its node's network, where no NetworkPolicy is about it. */
  readonly hostNetwork: boolean;
  /** The object that makes it. */
  readonly manifest: Manifest;
  /** Where in that object its specification stands. */
  readonly path: Path;
  /** Its specification; absent where an operator writes it. */
  readonly spec?: Value;
}

/** Where an object leaves its namespace out. */
export const defaultNamespace = 'default';
