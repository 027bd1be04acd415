/** What may become of a payment, of an attempt, and of a capture, void or refund: what is not in these tables cannot happen. Pure. */

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** `take` and `refund` are of all that is left, `takePart` and `refundPart` of less. */
export const paymentTransitions = {
  open: { begin: 'processing', cancel: 'cancelled', lapse: 'expired', authorise: 'authorised', take: 'captured' },
  processing: { ask: 'requires-action', fail: 'open', authorise: 'authorised', take: 'captured' },
  'requires-action': { resume: 'processing', fail: 'open', authorise: 'authorised', take: 'captured' },
  authorised: { takePart: 'partly-captured', take: 'captured', release: 'voided', lapse: 'expired' },
  // What was refunded of what was taken so far is told by the sums.
  'partly-captured': { takePart: 'partly-captured', take: 'captured', release: 'captured', lapse: 'captured', refundPart: 'partly-captured', refund: 'partly-captured' },
  captured: { refundPart: 'partly-refunded', refund: 'refunded' },
  'partly-refunded': { refundPart: 'partly-refunded', refund: 'refunded' },
  refunded: {},
  voided: {},
  expired: {},
  cancelled: {},
} as const satisfies Table;

/**
 * By the provider's word. `sending` and `completing`: it is being asked, or the program ended while it was. A word about an attempt that had failed is
 * taken from a look-up alone (`late`): a payer's money is never passed over, and an old webhook raises nothing from the dead.
 */
export const attemptTransitions = {
  sending: { authorised: 'authorised', captured: 'captured', pending: 'pending', 'requires-action': 'requires-action', declined: 'declined', voided: 'declined', expired: 'declined', 'not-processed': 'not-processed', unknown: 'unknown' },
  unknown: { authorised: 'authorised', captured: 'captured', pending: 'pending', 'requires-action': 'requires-action', declined: 'declined', voided: 'declined', expired: 'declined', 'not-processed': 'not-processed' },
  pending: { authorised: 'authorised', captured: 'captured', 'requires-action': 'requires-action', declined: 'declined', voided: 'declined', expired: 'declined', 'not-processed': 'not-processed' },
  'requires-action': { authorised: 'authorised', captured: 'captured', pending: 'pending', complete: 'completing', declined: 'declined', voided: 'declined', expired: 'declined' },
  // The payer may come back once more after a technical failure.
  completing: { authorised: 'authorised', captured: 'captured', pending: 'pending', 'requires-action': 'requires-action', declined: 'declined', voided: 'declined', expired: 'declined', 'not-processed': 'requires-action', unknown: 'unknown' },
  authorised: { captured: 'captured', voided: 'voided', expired: 'expired' },
  captured: {},
  declined: { late: 'pending' },
  'not-processed': { late: 'pending' },
  voided: {},
  expired: {},
} as const satisfies Table;

/** A capture, a void and a refund alike. `accepted`: the provider tells later. */
export const operationTransitions = {
  sending: { done: 'done', accepted: 'accepted', refused: 'refused', 'not-processed': 'not-processed', unknown: 'unknown' },
  unknown: { done: 'done', accepted: 'accepted', refused: 'refused', 'not-processed': 'not-processed' },
  accepted: { done: 'done', refused: 'refused' },
  done: {},
  refused: {},
  'not-processed': {},
} as const satisfies Table;

export type PaymentState = keyof typeof paymentTransitions;
export type AttemptState = keyof typeof attemptTransitions;
export type OperationState = keyof typeof operationTransitions;

type EventsOf<T extends Table> = { readonly [S in keyof T]: keyof T[S] }[keyof T] & string;
export type PaymentEvent = EventsOf<typeof paymentTransitions>;
export type AttemptEvent = EventsOf<typeof attemptTransitions>;
export type OperationEvent = EventsOf<typeof operationTransitions>;

const after =
  <S extends string, E extends string>(table: Readonly<Record<S, Readonly<Partial<Record<E, S>>>>>) =>
  /** The state after an event; `undefined` where the state does not allow it. */
  (state: S, event: E): S | undefined =>
    table[state][event];

export const paymentAfter = after<PaymentState, PaymentEvent>(paymentTransitions);
export const attemptAfter = after<AttemptState, AttemptEvent>(attemptTransitions);
export const operationAfter = after<OperationState, OperationEvent>(operationTransitions);

const namesOf = <T extends Table>(table: T): readonly (keyof T & string)[] => Object.keys(table);
export const paymentStates = namesOf(paymentTransitions);
export const attemptStates = namesOf(attemptTransitions);
export const operationStates = namesOf(operationTransitions);
export const operationKinds = ['capture', 'void', 'refund'] as const;
export type OperationKind = (typeof operationKinds)[number];

/** What became of it is not told yet: nobody else may be asked for the same money. */
export const liveAttempts: readonly AttemptState[] = ['sending', 'unknown', 'pending', 'requires-action', 'completing'];
/** The provider must be asked what it did. */
export const unansweredAttempts: readonly AttemptState[] = ['sending', 'unknown', 'completing'];
export const liveOperations: readonly OperationState[] = ['sending', 'unknown', 'accepted'];
