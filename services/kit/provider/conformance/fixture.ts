/** What a provider brings to the conformance kit: what differs between providers, and nothing else. */
import type { Authorisation, Authorise } from '../contract.ts';
import type { Connectors, Provider } from '../server.ts';

/** As the sandbox gives it (services/sandbox). */
export interface OutsideWorld {
  readonly addresses: Readonly<Record<string, string>>;
  readonly clock: { readonly now: () => Date; readonly advance: (milliseconds: number) => Promise<void> };
  readonly faults: { readonly set: (rules: readonly { readonly fault: OutsideFault; readonly provider: string; readonly of?: string; readonly times?: number }[]) => void };
  readonly courier: { readonly deliveries: () => readonly OutsideDelivery[]; readonly idle: () => Promise<void> };
  readonly happened: () => readonly OutsideEffect[];
}

export type OutsideFault = 'answer-lost' | 'connection-lost' | 'answer-cut' | 'error-after' | 'duplicated' | 'forged' | 'old';

export interface OutsideDelivery {
  readonly route: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly fault?: string;
}

export interface OutsideEffect {
  readonly what: 'authorisation' | 'capture' | 'void' | 'refund';
  readonly reference: string;
  readonly ours: string;
  readonly of?: string;
  readonly amount: string;
  readonly currency: string;
  readonly effective: boolean;
}

export interface Fixture {
  readonly service: Provider;
  /** Which of its routes. */
  readonly route: string;
  /** The outside host that this route asks, by name. */
  readonly outside: string;
  /** All connectors of the service, with the outside at this address. */
  readonly connect: (address: string) => Connectors;
  readonly world: OutsideWorld;
  /** What a good authorisation says beside what all say. */
  readonly ask: Pick<Authorise, 'instrument'> & Partial<Authorise>;
  /** A payer who does what is asked of them. Answers what their browser brings back; `undefined` where nobody comes back and it is looked up. */
  readonly pays?: (authorisation: Authorisation) => Promise<Readonly<Record<string, string>> | undefined>;
  /** Makes of a good one what will be declined, and what the payer then does. */
  readonly declined: { readonly ask?: Partial<Authorise>; readonly pays?: Fixture['pays'] };
  /** Part of the request, such as `POST /v2/…`, by which the provider does what cannot be done twice. */
  readonly doing: Readonly<Record<'authorise' | 'capture' | 'void' | 'refund', string>>;
  /** How often the SDK sends by itself what got no answer. @default 1 */
  readonly sends?: number;
  /** Whether an earlier request is still running, of the same key or about the same thing, and of which functions the provider then says so. @default - it never does */
  readonly busy?: { readonly of: readonly ('capture' | 'void' | 'refund')[]; readonly is: (step: { readonly key: string; readonly of: string }, running: boolean) => unknown };
  /** Puts what this authorisation is about into a state that nobody has heard of. */
  readonly becomesStrange: (authorisation: Authorisation) => unknown;
  /** `told-later`: a capture, void or refund is only received, and a webhook alone says what became of it. @default 'at-once' */
  readonly modifies?: 'at-once' | 'told-later';
  /** A delivery without its signature. @default - without its headers */
  readonly unsigned?: (body: string) => string;
  /** `timed`: an old one is refused. @default - it sends none */
  readonly webhooks?: 'timed' | 'untimed';
}
