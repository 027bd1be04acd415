/** The outside world on this machine: every part behind its own door, under one clock, with one list of what goes wrong. */
import { createClock, type Clock } from './clock.ts';
import { createCourier, type Courier } from './courier.ts';
import { openDoor, type Door, type Seen } from './door.ts';
import { createFaults, type Faults } from './faults.ts';
import type { Happened, Part, Play } from './part.ts';
import { randomOf } from './random.ts';

export interface SandboxProps {
  readonly plays: readonly Play[];
  /** @default 1 */
  readonly seed?: number;
  /** By part; 0 is a free one. @default - free ones */
  readonly ports?: Readonly<Record<string, number>>;
  /** Where webhooks go: `<gateway>/v1/webhooks/<route>`. @default - they are kept */
  readonly gateway?: string;
  /** @default - now, and running */
  readonly clock?: { readonly start: Date; readonly running: boolean };
  /** Told of every question and answer. */
  readonly seen?: (one: Seen) => void;
}

export interface Sandbox {
  /** By part, such as `http://127.0.0.1:18081`. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly courier: Courier;
  readonly part: (name: string) => Part;
  readonly happened: () => readonly Happened[];
  readonly close: () => Promise<void>;
}

export async function openSandbox({ plays, seed = 1, ports = {}, gateway, clock: time = { start: new Date(), running: true }, seen = () => {} }: SandboxProps): Promise<Sandbox> {
  const clock = createClock(time);
  const faults = createFaults(seed);
  const courier = createCourier({ clock, faults, ...(gateway !== undefined && { gateway: gateway.replace(/\/+$/, '') }) });
  const parts = new Map<string, Part>();
  const part = (name: string): Part => {
    const found = parts.get(name);
    if (!found) throw new Error(`the sandbox does not play ${name}: it plays ${[...parts.keys()].join(', ')}`);
    return found;
  };
  const doors: Door[] = [];
  const addresses: Record<string, string> = {};
  for (const { name, open, tls } of plays) {
    const door = await openDoor({ part: () => part(name), faults, seen, ...(tls && { tls }) }, ports[name] ?? 0);
    doors.push(door);
    const address = `${tls ? 'https' : 'http'}://127.0.0.1:${door.port}`;
    addresses[name] = address;
    parts.set(name, open({ clock, random: randomOf(seed, name), address, send: courier.send }));
  }
  return {
    addresses,
    clock,
    faults,
    courier,
    part,
    happened: () => [...parts.values()].flatMap((one) => one.happened()),
    close: async () => {
      clock.stop();
      await Promise.all(doors.map(({ close }) => close()));
    },
  };
}
