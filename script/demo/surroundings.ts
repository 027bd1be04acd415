/** Everything that programs find around them on this machine: people, who vouches for them, the outside world, the merchant, traces, the database. */
import { join } from 'node:path';
import { renderLocal, type LocalProcess } from '../../constructs/local.ts';
import { plan, type PlannedService } from '../../constructs/plan.ts';
import type { Machine } from '../../constructs/settings/machine.ts';
import { local } from '../../environments/local.ts';
import { services } from '../../services/registry.ts';
import { plays } from '../../services/sandbox/plays.ts';
import { merchant, traceCollector, type Merchant } from './listeners.ts';
import { openIdentity, openPostgres, openSandbox, type Begin, type Outside } from './parts.ts';
import { allot, type Ports } from './ports.ts';
import { writeSecret } from './secrets.ts';
import { newUsers, type DemoUser } from './users.ts';

export interface SurroundingsProps {
  readonly folder: string;
  readonly ports: Ports;
  /** The outside world's dice. */
  readonly seed: number;
  readonly begin: Begin;
  readonly opened: AsyncDisposableStack;
}

export interface Surroundings {
  readonly planned: readonly PlannedService[];
  /** One for each service, whether it is started or not. */
  readonly processes: readonly LocalProcess[];
  readonly users: readonly DemoUser[];
  readonly issuer: string;
  readonly sandbox: Outside;
  readonly merchant: Merchant;
  readonly postgres: { readonly port: number };
  /** By name of the host outside: where somebody plays it. */
  readonly outside: Readonly<Record<string, string>>;
}

/** Where nobody listens: the discard port. */
const nobody = 'http://127.0.0.1:9';

export async function openSurroundings({ folder, ports, seed, begin, opened }: SurroundingsProps): Promise<Surroundings> {
  const planned = plan(services, local);
  const allotted = await allot(planned.services, plays, ports);
  const users = newUsers();
  const usersFile = join(folder, 'users.json');
  await writeSecret(usersFile, JSON.stringify(users, undefined, 2));
  const issuer = await openIdentity(begin, opened, usersFile, allotted);
  const sandbox = await openSandbox(begin, opened, allotted, seed);
  const traces = await traceCollector(allotted.others.collector, join(folder, 'traces.jsonl'));
  opened.defer(traces.stop);
  const shop = await merchant(allotted.others.merchant);
  opened.defer(shop.stop);
  const outside = { ...sandbox.addresses, identity: issuer, 'merchant-webhooks': shop.address };
  const unplayed = Object.fromEntries(planned.services.flatMap((service) => service.outside.map(({ name }) => [name, nobody])));
  const machineWith = (port: number): Machine => ({
    host: '127.0.0.1',
    folder,
    ports: allotted.services,
    postgres: { port },
    events: 'events',
    collector: traces.address,
    identity: { issuer, jwksUri: `${issuer}/jwks` },
    outside: { ...unplayed, ...outside },
  });
  // Databases and accounts are known before the port is.
  const postgres = await openPostgres(begin, opened, folder, renderLocal(planned, machineWith(0)));
  return { planned: planned.services, processes: renderLocal(planned, machineWith(postgres.port)), users, issuer, sandbox, merchant: shop, postgres, outside };
}
