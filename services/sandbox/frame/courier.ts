/** Carries webhooks, with each provider's own patience, and with the faults that are asked for. */
import type { Clock } from './clock.ts';
import type { Faults, Rule } from './faults.ts';
import { webhookFaults } from './faults.ts';

export interface Sending {
  readonly at: Date;
  /** From 1. */
  readonly attempt: number;
  /** Signed by somebody who does not know the secret. */
  readonly forged: boolean;
}

export interface Sealed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Letter {
  readonly provider: string;
  /** Of ours: where it goes is `<gateway>/v1/webhooks/<route>`. */
  readonly route: string;
  readonly id: string;
  /** The provider's name of the event. */
  readonly type: string;
  readonly seal: (sending: Sending) => Sealed | Promise<Sealed>;
  /** Milliseconds from each attempt to the next, after one that failed. */
  readonly retries: readonly number[];
  /** Whether an answer is taken for good; `undefined` is none at all. */
  readonly final: (status: number | undefined) => boolean;
}

export interface Delivery extends Sealed {
  readonly provider: string;
  readonly route: string;
  readonly id: string;
  readonly type: string;
  readonly attempt: number;
  readonly at: string;
  readonly fault?: string;
  readonly status?: number;
}

export interface Courier {
  readonly send: (letter: Letter) => void;
  readonly deliveries: () => readonly Delivery[];
  /** Sends what waits for another try, or for a letter to overtake it, now and without turning the clock. Answers how many. */
  readonly hurry: () => number;
  /** Resolves when nothing is on its way that needs no turning of the clock. */
  readonly idle: () => Promise<void>;
}

export interface CourierProps {
  readonly clock: Clock;
  readonly faults: Faults;
  /** Of the gateway, without a slash at the end; without one, letters are kept and not carried. */
  readonly gateway?: string;
}

const anHour = 3_600_000;

export function createCourier({ clock, faults, gateway }: CourierProps): Courier {
  const deliveries: Delivery[] = [];
  const under = new Set<Promise<void>>();
  const waiting: Letter[] = [];
  const again = new Map<object, () => void>();

  async function carried({ route }: Letter, { headers, body }: Sealed): Promise<number | undefined> {
    if (gateway === undefined) return 200;
    const answer = await fetch(`${gateway}/v1/webhooks/${route}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    return answer?.status;
  }

  async function attempt(letter: Letter, number: number, fault?: Rule['fault']): Promise<void> {
    const { provider, route, id, type, seal, retries, final } = letter;
    const at = new Date(clock.now().getTime() - (fault === 'old' ? anHour : 0));
    const sealed = await seal({ at, attempt: number, forged: fault === 'forged' });
    const status = await carried(letter, sealed);
    deliveries.push({ provider, route, id, type, attempt: number, at: at.toISOString(), ...sealed, ...(fault && { fault }), ...(status !== undefined && { status }) });
    const pause = retries[number - 1];
    // What a stranger sent, they do not send again.
    if (fault !== 'forged' && !final(status) && pause !== undefined) later(letter, number + 1, pause);
  }

  /** Once: when its time comes, or when it is hurried. */
  function later(letter: Letter, number: number, pause: number): void {
    const ticket = {};
    again.set(ticket, () => start(letter, undefined, number));
    clock.at(new Date(clock.now().getTime() + pause), () => (again.delete(ticket) ? attempt(letter, number) : undefined));
  }

  function start(letter: Letter, fault?: Rule['fault'], number = 1): void {
    const way: Promise<void> = attempt(letter, number, fault).finally(() => under.delete(way));
    under.add(way);
  }

  const kinds: Readonly<Record<(typeof webhookFaults)[number], (letter: Letter, rule: Rule) => void>> = {
    duplicated: (letter) => [1, 2].forEach(() => start(letter, 'duplicated')),
    delayed: (letter, { by = 2_000 }) => clock.at(new Date(clock.now().getTime() + by), () => attempt(letter, 1, 'delayed')),
    reordered: (letter) => void waiting.push(letter),
    forged: (letter) => ([start(letter, 'forged'), start(letter)]),
    old: (letter) => start(letter, 'old'),
    lost: (letter) => void deliveries.push({ provider: letter.provider, route: letter.route, id: letter.id, type: letter.type, attempt: 0, at: clock.now().toISOString(), headers: {}, body: '', fault: 'lost' }),
  };

  return {
    send: (letter) => {
      const rule = faults.strike(webhookFaults, { provider: letter.provider, what: letter.type, identity: letter.id });
      const kind = webhookFaults.find((one) => one === rule?.fault);
      if (rule && kind) kinds[kind](letter, rule);
      else {
        start(letter);
        for (const late of waiting.splice(0)) start(late, 'reordered');
      }
    },
    deliveries: () => deliveries,
    hurry: () => {
      const tries = [...again.values(), ...waiting.splice(0).map((late) => () => start(late, 'reordered'))];
      again.clear();
      for (const send of tries) send();
      return tries.length;
    },
    idle: async () => {
      while (under.size > 0) await Promise.all(under);
    },
  };
}
