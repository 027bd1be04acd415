/** The ports of everything: those of the declarations, so that addresses are the same each time, or free ones beside whatever else runs. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { PlannedService } from '../../constructs/plan.ts';

export type Ports = 'declared' | 'free';

/** Beside the services'. */
const others = { identity: 8090, sandbox: 8091, collector: 8092, merchant: 8093 } as const;

/** Of the first that the sandbox plays; the others follow. */
const firstPlayed = 8181;

export type Other = keyof typeof others;

export interface Allotted {
  readonly services: Readonly<Record<string, { readonly port: number; readonly adminPort: number }>>;
  readonly others: Readonly<Record<Other, number>>;
  /** Of those whom the sandbox plays, by name. */
  readonly played: Readonly<Record<string, number>>;
}

/** Below those that an operating system gives to whoever asks somebody: until a program listens, nobody else gets it. */
const anywhere = (): number => 10_000 + randomInt(20_000);

/** Resolves to a free port that none of these is. */
async function takeAny(others: ReadonlySet<number>): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = anywhere();
    const found = others.has(port) ? undefined : await take(port).catch(() => undefined);
    if (found !== undefined) return found;
  }
  throw new Error('no free port could be had on 127.0.0.1');
}

/** Resolves to `port` if it is free. */
function take(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.close(() => resolve(port));
    });
  });
}

const taken = (port: number, by: string) => (error: unknown): never => {
  throw new Error(`port ${port} of 127.0.0.1, which is for ${by}, cannot be had: end what listens there, or give --free-ports`, { cause: error });
};

export async function allot(services: readonly PlannedService[], plays: readonly { readonly name: string }[], ports: Ports): Promise<Allotted> {
  const all = new Set<number>();
  const given = async (port: number, by: string): Promise<number> => {
    const got = ports === 'free' ? await takeAny(all) : await take(port).catch(taken(port, by));
    all.add(got);
    return got;
  };
  const places: Record<string, { port: number; adminPort: number }> = {};
  for (const { name, port } of services) places[name] = { port: await given(port, name), adminPort: await given(port + 1000, `health and metrics of ${name}`) };
  const played: Record<string, number> = {};
  for (const [i, { name }] of [...plays].sort((a, b) => (a.name < b.name ? -1 : 1)).entries()) played[name] = await given(firstPlayed + i, `who plays ${name}`);
  const { identity, sandbox, collector, merchant } = others;
  return {
    services: places,
    played,
    others: { identity: await given(identity, 'the OpenID provider'), sandbox: await given(sandbox, 'the control of the sandbox'), collector: await given(collector, 'traces'), merchant: await given(merchant, 'notices to the merchant') },
  };
}
