/** What may become of a basket and of a reservation: what is not in these tables cannot happen. Pure. */

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const basketTransitions = {
  open: { cover: 'bought' },
  // A payment was voided or expired after all: the basket waits for another one.
  bought: { uncover: 'open' },
} as const satisfies Table;

/** Click and collect. `returnPart` and `returnAll` are returns in store. */
export const reservationTransitions = {
  held: { collect: 'collected', expire: 'expired', release: 'released' },
  collected: { returnPart: 'partly-returned', returnAll: 'returned' },
  'partly-returned': { returnPart: 'partly-returned', returnAll: 'returned' },
  returned: {},
  expired: {},
  released: {},
} as const satisfies Table;

export type BasketState = keyof typeof basketTransitions;
export type ReservationState = keyof typeof reservationTransitions;

type EventsOf<T extends Table> = { readonly [S in keyof T]: keyof T[S] }[keyof T] & string;
export type ReservationEvent = EventsOf<typeof reservationTransitions>;

const targets: Readonly<Record<ReservationState, Readonly<Partial<Record<ReservationEvent, ReservationState>>>>> = reservationTransitions;

/** The state after an event; `undefined` where the state does not allow it. */
export const reservationAfter = (state: ReservationState, event: ReservationEvent): ReservationState | undefined => targets[state][event];

/** Goods of a reservation in these states are not free to be reserved, or taken out of the basket. */
export const committed: readonly ReservationState[] = ['held', 'collected', 'partly-returned', 'returned'];
