import type { Milliseconds } from './units.ts';

/** The presence of TLS client authentication towards an outside host, as PSD2 asks of payment initiation (eIDAS QWAC). */
export interface ClientCertificate {
  /** Name of the secret at the secret store, with `tls.crt`, `tls.key` and `ca.crt`. */
  readonly clientCertificate: string;
}

/**
 * A host outside the cluster that some service calls. It is reached through the egress gateway of the caller's zone, which
 * originates TLS; nothing else can leave. One host has one name; which address it has is a matter of the environment.
 */
export interface Outside {
  readonly name: string;
  /** What goes there and why: shown to those who approve firewall changes. */
  readonly purpose: string;
  /** The host names of the provider's test and live systems. An environment chooses, and can override by name. */
  readonly hosts: { readonly test: string; readonly live: string };
  /** TCP port of the outside host. @default 443 */
  readonly port: number;
  /** The longest that an answer may take, in milliseconds. */
  readonly timeout: Milliseconds;
  readonly mutualTls?: ClientCertificate;
}

export const outside = ({ port = 443, ...rest }: Omit<Outside, 'port'> & { readonly port?: number }): Outside => ({ port, ...rest });
