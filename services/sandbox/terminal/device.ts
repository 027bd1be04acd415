/** One terminal: what it is in the middle of, whom it knows, and what it remembers. */
import type { Clock } from '../frame/clock.ts';
import type { Random } from '../frame/random.ts';
import type { Answer, Header, PaymentRequest, ReversalRequest } from './messages.ts';

export interface Payment {
  readonly header: Header;
  readonly request: PaymentRequest;
  readonly minor: bigint;
  readonly at: Date;
  /** Refused, whatever the customer does. */
  readonly declined: boolean;
  card: 'none' | 'inserted';
  wrongPins: number;
  /** Once it is over; approved where it has a reference of the acquirer. */
  over?: { readonly answer: Answer; readonly psp?: string; readonly tender: string; readonly at: Date; readonly result: string };
  readonly ended: ((payment: Payment) => void)[];
}

export interface Reversal {
  readonly header: Header;
  readonly request: ReversalRequest;
  readonly of: Payment;
  readonly minor: bigint;
  readonly psp: string;
  readonly at: Date;
}

export interface Device {
  readonly poi: string;
  online: boolean;
  /** Tills that have begun a session. */
  readonly sessions: Set<string>;
  /** `pays`: a customer of patience comes by themselves; `waits`: they do what they are told. */
  customer: 'pays' | 'waits';
  current?: Payment;
  /** Requests of the last 48 hours, by till and ServiceID: one of the same name is not taken. */
  readonly taken: Map<string, Date>;
  readonly payments: Payment[];
  readonly reversals: Reversal[];
  /** What it answered to reversals, by till and ServiceID. */
  readonly reversed: Map<string, Answer>;
}

export interface Shop {
  readonly clock: Clock;
  readonly random: Random;
  readonly device: (poi: string) => Device;
  readonly devices: () => readonly Device[];
}

export function createShop(clock: Clock, random: Random): Shop {
  const devices = new Map<string, Device>();
  return {
    clock,
    random,
    devices: () => [...devices.values()],
    device: (poi) => {
      const known = devices.get(poi);
      if (known) return known;
      const made: Device = { poi, online: true, sessions: new Set(), customer: 'pays', taken: new Map(), payments: [], reversals: [], reversed: new Map() };
      devices.set(poi, made);
      return made;
    },
  };
}

export const nameOf = (sale: string, serviceId: string): string => `${sale} ${serviceId}`;

const twoDays = 48 * 3_600_000;

/** Whether a request of this name is taken: none of the last 48 hours had it. */
export function takes({ taken }: Device, { SaleID, ServiceID }: Header, now: Date): boolean {
  const name = nameOf(SaleID, ServiceID);
  const before = taken.get(name);
  if (before && now.getTime() - before.getTime() < twoDays) return false;
  taken.set(name, now);
  return true;
}

export const paymentNamed = ({ payments }: Device, sale: string, serviceId: string): Payment | undefined => payments.findLast(({ header }) => header.SaleID === sale && header.ServiceID === serviceId);
