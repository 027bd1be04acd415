/** A mesh of a few services for the time of some attempts: rendered, started, tried, ended. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedService } from '../../../constructs/plan.ts';
import { surprise, type Attempt } from './attempt.ts';
import { Authority } from './certificates.ts';
import { Client } from './client.ts';
import { identity } from './identity.ts';
import type { Emitted } from './manifests.ts';
import { renderMesh, startProxy } from './proxies.ts';
import { startUpstream } from './upstream.ts';

export interface Surprise {
  readonly attempt: Attempt;
  readonly what: string;
}

export interface Trial {
  readonly objects: readonly Emitted[];
  readonly services: readonly PlannedService[];
  readonly attempts: readonly Attempt[];
}

/** How many Envoys start, and how many requests are under way, at once. */
const starting = 4;
const underway = 24;

/** Does something for every item, `width` at once. */
export async function each<T>(items: readonly T[], width: number, act: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(Array.from({ length: width }, async () => {
    for (const item of waiting) await act(item);
  }));
}

/** An address block of the loopback network that no other run is likely to have. */
export function loopback(): (index: number) => string {
  const block = () => 16 + Math.floor(Math.random() * 220);
  const prefix = `127.${block()}.${block()}`;
  return (index) => `${prefix}.${index + 1}`;
}

/** Gives every surprise. What it starts and writes is gone afterwards, and with `resources` when the check is interrupted. */
export async function tryOut({ objects, services, attempts }: Trial, resources: AsyncDisposableStack): Promise<Surprise[]> {
  await using own = resources.use(new AsyncDisposableStack());
  const folder = mkdtempSync(join(tmpdir(), 'guichet-mesh-'));
  own.defer(() => rmSync(folder, { recursive: true, force: true }));
  const socket = join(folder, 'program');
  own.use(await startUpstream(socket));
  const address = loopback();
  const addresses = new Map(services.map(({ name }, i) => [name, address(i)]));
  const addressOf = (name: string): string => addresses.get(name) ?? '';
  const mesh = new Authority(join(folder, 'mesh'));
  for (const { name, zone } of services) mesh.issue(identity(zone.namespace, name));
  renderMesh(folder, mesh.folder, objects);
  await each(services, starting, (service) => startProxy(service, { folder, socket, address: addressOf(service.name) }, own));
  const client = own.use(new Client({ mesh, foreign: new Authority(join(folder, 'foreign')), addressOf }));
  const surprises: Surprise[] = [];
  await each(attempts, underway, async (attempt) => {
    const what = surprise(attempt, await client.send(attempt));
    if (what) surprises.push({ attempt, what });
  });
  return surprises;
}
