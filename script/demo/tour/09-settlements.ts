import { Type } from 'typebox';
import { equal, eventually, hold, read } from './check.ts';
import { step } from './step.ts';
import type { World } from './world.ts';

const File = Type.Object({ name: Type.String(), format: Type.String(), content: Type.String() });
const Imported = Type.Object({ settlement: Type.String(), lines: Type.Integer(), matched: Type.Integer(), exceptions: Type.Integer() });
const Exceptions = Type.Object({ exceptions: Type.Array(Type.Object({ kind: Type.String(), reference: Type.String(), detail: Type.String() })) });

/** Whose file is whose: the provider's program, by who is played. */
const providers = { stripe: 'cards', paypal: 'paypal', btcpay: 'crypto', xs2a: 'bank', 'adyen-terminal': 'terminal' } as const;

/** Adds a cent to the first capture of a file of JSON lines: the difference that must be found. */
function planted(content: string): string {
  const lines = content.trim().split('\n').map((line): unknown => JSON.parse(line));
  const Line = Type.Object({ kind: Type.String(), gross: Type.Integer() });
  const [first, ...others] = lines;
  return [{ ...read('the first line', Line, first), gross: read('the first line', Line, first).gross + 1 }, ...others].map((line) => JSON.stringify(line)).join('\n');
}

async function importFile(world: World, provider: string, settlement: string, { format, content }: { readonly format: string; readonly content: string }) {
  return read('what was imported', Imported, (await world.ask('/v1/settlements', { as: 'finance', mfa: true, method: 'POST', body: { settlement, provider, format, content } })).body);
}

export const settlements = step('settlement files arrive and reconcile, but for one planted difference', async (world) => {
  // The ledger has heard of everything that was paid before.
  await eventually('the ledger has heard of everything', async () => (await unheard(world)) === 0 ? true : undefined, 30);
  for (const [part, provider] of Object.entries(providers)) {
    const file = read('the file', File, await world.outside(`/parts/${part}/settlements`, {}));
    const crooked = part === 'btcpay';
    const { lines, matched, exceptions } = await importFile(world, provider, `tour-${part}`, { format: file.format, content: crooked ? planted(file.content) : file.content });
    world.say(`${file.name}: ${lines} lines, ${matched} matched, ${exceptions} exceptions${crooked ? ' (one cent was added to a line)' : ''}`);
    hold(`${file.name} has lines`, lines > 0);
    equal(`exceptions of ${file.name}`, exceptions, crooked ? 1 : 0);
  }
  const { exceptions } = read('the exceptions', Exceptions, (await world.ask('/v1/settlements/tour-btcpay/exceptions', { as: 'auditor' })).body);
  equal('the exceptions', exceptions.map(({ kind }) => kind), ['mismatched']);
  world.say(`the auditor sees: ${exceptions[0]?.kind ?? ''} ${exceptions[0]?.reference ?? ''}, ${exceptions[0]?.detail ?? ''}`);
});

/** Payments' events that the ledger has not handled yet. */
async function unheard({ counter }: World): Promise<number> {
  const { rows } = await counter.events('SELECT count(*)::int AS waiting FROM events e JOIN offsets o USING (topic, partition) WHERE o.consumer_group = $1 AND e.position > o.position', ['ledger']);
  return read('what waits', Type.Object({ waiting: Type.Integer() }), rows[0]).waiting;
}
