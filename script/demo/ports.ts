/** The ports of everything: those of the declarations, so that addresses are the same each time, or free ones beside whatever else runs. */
import { createServer } from 'node:net';
import type { PlannedService } from '../../constructs/plan.ts';

export type Ports = 'declared' | 'free';

/** Beside the services'. */
const others = { identity: 8090, sandbox: 8091, collector: 8092, merchant: 8093 } as const;

export type Other = keyof typeof others;

export interface Allotted {
  readonly services: Readonly<Record<string, { readonly port: number; readonly adminPort: number }>>;
  readonly others: Readonly<Record<Other, number>>;
}

/** Resolves to a free port, or to `port` if it is free. */
function take(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port was given'))));
    });
  });
}

const taken = (port: number, by: string) => (error: unknown): never => {
  throw new Error(`port ${port} of 127.0.0.1, which is for ${by}, cannot be had: end what listens there, or give --free-ports`, { cause: error });
};

export async function allot(services: readonly PlannedService[], ports: Ports): Promise<Allotted> {
  const given = (port: number, by: string): Promise<number> => (ports === 'free' ? take(0) : take(port).catch(taken(port, by)));
  const places: Record<string, { port: number; adminPort: number }> = {};
  for (const { name, port } of services) places[name] = { port: await given(port, name), adminPort: await given(port + 1000, `health and metrics of ${name}`) };
  const { identity, sandbox, collector, merchant } = others;
  return {
    services: places,
    others: { identity: await given(identity, 'the OpenID provider'), sandbox: await given(sandbox, 'the control of the sandbox'), collector: await given(collector, 'traces'), merchant: await given(merchant, 'notices to the merchant') },
  };
}
