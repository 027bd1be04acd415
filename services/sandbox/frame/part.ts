/** What a provider's folder gives to the sandbox: how it answers, what it remembers, and what its payers can do. */
import type { Clock } from './clock.ts';
import type { Letter } from './courier.ts';
import type { Random } from './random.ts';

export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Buffer;
  /** Read as JSON; `undefined` where it is none. */
  readonly json: unknown;
  /** Asked for by a fault: say no as this provider does. */
  readonly decline: boolean;
}

export interface Outgoing {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** As JSON; text as it is. @default - none */
  readonly body?: unknown;
}

export interface Answering {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Such as `/v2/captures/{id}`. */
  readonly path: string;
  readonly answer: (asked: Incoming) => Outgoing | Promise<Outgoing>;
}

/** What the provider did for us, for whoever compares it with our own books. */
export interface Happened {
  readonly provider: string;
  readonly what: 'authorisation' | 'capture' | 'void' | 'refund';
  /** The provider's. */
  readonly reference: string;
  /** Ours: the attempt of an authorisation, the operation of what followed where the provider was told it. */
  readonly ours: string;
  /** The authorisation that it belongs to. */
  readonly of?: string;
  /** Minor units, as digits. */
  readonly amount: string;
  readonly currency: string;
  /** In the provider's own word. */
  readonly state: string;
  /** Whether money moved or was reserved: what was declined or begun did not. */
  readonly effective: boolean;
  readonly at: string;
}

/** What somebody outside does: a payer approves, a chain confirms, a bank executes. Answers what they get to see, such as the return address. */
export type Act = (detail: Readonly<Record<string, string>>) => Promise<unknown> | unknown;

export interface SettlementFile {
  readonly name: string;
  /** Of services/ledger/src/files/formats.ts. */
  readonly format: string;
  readonly content: string;
}

export interface Part {
  /** Of the outside host (services/<provider>/service.ts), whose `<NAME>_URL` leads here. */
  readonly name: string;
  readonly answers: readonly Answering[];
  /** Answers in the place of all others, such as without credentials. */
  readonly before?: (asked: Incoming) => Outgoing | undefined;
  /** Its own form of "something went wrong here". */
  readonly failure: () => Outgoing;
  readonly happened: () => readonly Happened[];
  readonly acts: Readonly<Record<string, Act>>;
  readonly settle?: () => SettlementFile;
}

/** What the sandbox gives to a part. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  /** Where this part is reached from outside, without a slash at the end. */
  readonly address: string;
  readonly send: (letter: Letter) => void;
}

/** Each provider's folder makes one, of an account that it knows. */
export interface Play {
  readonly name: string;
  /** What the provider gave to the holder of that account: contents of files by secret and key, as the service declares them. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Makes the part anew: nothing is left of what was before. */
  readonly open: (world: World) => Part;
  /** HTTPS by these, for clients that speak nothing else. @default - HTTP */
  readonly tls?: { readonly key: string; readonly cert: string };
}
