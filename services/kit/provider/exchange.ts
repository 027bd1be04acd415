/** How a connector speaks to its provider: pure halves round the sending, so that both are tested without a network. */
import type { Authorisation, Authorise, Modification, Modify, Notices, Webhook } from './contract.ts';

/**
 * What came of sending something:
 * - `answered`: by the provider, well or with a refusal, whose body it is;
 * - `not-sent`: nobody was reached, so nothing was done (connection refused, unknown host);
 * - `no-answer`: it may have been done (time limit, connection lost, an answer that breaks off).
 */
export type Reply<Body = unknown> =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Body; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'not-sent'; readonly why: string }
  | { readonly kind: 'no-answer'; readonly why: string };

/** One question: what is sent, and what the reply means. Both pure. */
export interface Exchange<Asked, Sent, Answer, Body = unknown> {
  readonly request: (asked: Asked) => Sent;
  readonly response: (reply: Reply<Body>, asked: Asked) => Answer;
}

/** What an operation is asked: the body, the path's reference where it has one, and the key that makes a repetition harmless. */
export interface AuthoriseAsked {
  readonly body: Authorise;
  readonly key: string;
}

export interface ModifyAsked {
  readonly body: Modify;
  readonly reference: string;
  readonly key: string;
}

/** One route of a provider, ready to be asked: the five functions, and the reading of webhooks. What it cannot do, it answers as `refused`. */
export interface Connector {
  readonly authorise: (asked: AuthoriseAsked) => Promise<Authorisation>;
  readonly capture: (asked: ModifyAsked) => Promise<Modification>;
  readonly void: (asked: ModifyAsked) => Promise<Modification>;
  readonly refund: (asked: ModifyAsked) => Promise<Modification>;
  readonly lookUpAuthorisation: (asked: AuthoriseAsked & { readonly reference?: string }) => Promise<Authorisation>;
  readonly lookUpModification: (asked: ModifyAsked & { readonly what: 'capture' | 'void' | 'refund'; readonly found?: string }) => Promise<Modification>;
  /** Throws a ProblemError (401) where signature or time is not good. */
  readonly readWebhook: (webhook: Webhook, now: Date) => Promise<Notices>;
}

/** Sends and reads: the whole of one question. */
export const ask = async <Asked, Sent, Answer, Body>({ request, response }: Exchange<Asked, Sent, Answer, Body>, send: (sent: Sent) => Promise<Reply<Body>>, asked: Asked): Promise<Answer> => response(await send(request(asked)), asked);
