/**
 * A trust zone. One namespace each, and one default deny:
 * - `edge`: what the public may reach, and nothing that holds a payment's truth;
 * - `core`: the truth about baskets, payments, people and money, without card numbers;
 * - `cardholder`: the cardholder data environment of PCI DSS 4.0.1, requirement 1.2.3 and 1.4;
 * - `connectors`: programs that speak to one payment provider each and see no card number.
 */
export type Zone = 'edge' | 'core' | 'cardholder' | 'connectors';

export const zones: readonly Zone[] = ['edge', 'core', 'cardholder', 'connectors'];

/** What a service is for PCI DSS: in the cardholder data environment, connected to it, or neither (PCI DSS scoping guidance). */
export type Scope = 'cde' | 'connected' | 'out-of-scope';

/** Where a customer stands. */
export type Channel = 'web' | 'mobile' | 'store';

/** The zones that a service of a zone may call. Everything else is refused by the plan, whatever the scope. */
export const callableZones = {
  edge: ['edge', 'core'],
  core: ['core', 'cardholder', 'connectors'],
  cardholder: ['cardholder'],
  connectors: ['connectors'],
} as const satisfies Record<Zone, readonly Zone[]>;

/** The zones that may have a public door. */
export const publicZones = ['edge', 'cardholder'] as const satisfies readonly Zone[];

/** The scope that a service of zone `Z` may believe in. */
export type ScopeIn<Z extends Zone> = Z extends 'cardholder' ? 'cde' : Exclude<Scope, 'cde'>;

/** The zones that a service of zone `Z` and scope `S` may call: the table above, and never the cardholder zone from out of scope. */
export type CallableZone<Z extends Zone, S extends Scope> = S extends 'out-of-scope'
  ? Exclude<(typeof callableZones)[Z][number], 'cardholder'>
  : (typeof callableZones)[Z][number];
