/** Which programs are killed and which lose their connections to the database, told by the journey before which it happens. */
import type { Dice } from '../dice.ts';

export interface Trouble {
  readonly what: 'kill' | 'cut';
  readonly service: string;
  /** The number of a journey. */
  readonly before: number;
}

/** How often each is chosen. Whoever plays the outside world is not: what it remembers is what everything is compared with. */
const killed = { payments: 6, cards: 4, ledger: 3, baskets: 3, gateway: 3, paypal: 2, crypto: 2, bank: 2, terminal: 2, vault: 2, 'card-entry': 1, insights: 1, customers: 1 } as const;
const cut = { payments: 5, ledger: 3, baskets: 3, vault: 1 } as const;

/** Journeys from one to the next. Of a short run more often, of a long one so that each program has a minute between two of its falls. */
const pauseOf = (journeys: number): number => (journeys <= 300 ? 8 : 60);

export function planTrouble(dice: Dice, journeys: number): Trouble[] {
  const pause = pauseOf(journeys);
  const all: Trouble[] = [];
  for (let before = Math.ceil(pause / 2); before < journeys; before += pause) {
    const own = dice.of(before);
    all.push({ what: 'kill', service: own.weighed('killed', killed), before });
    const later = before + Math.ceil(pause / 2);
    if (later < journeys) all.push({ what: 'cut', service: own.weighed('cut', cut), before: later });
  }
  return all;
}
