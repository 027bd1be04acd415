/**
 * Runs the tests that need a database once more through PgBouncer, with the parameters of the Poolers that prod declares, fewer connections to share, and
 * TLS as clients are asked for. Then once each with a fault, which the tests must see.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { jest } from '../jest.ts';
import { check, hold, say, since } from './check.ts';
import { Authority } from './kafka/authority.ts';
import { pgbouncer } from './pool/pgbouncer.ts';
import { root, treeFolder } from './shared.ts';

type Settings = Readonly<Record<string, string>>;

const pooler = Compile(Type.Object({ spec: Type.Object({ pgbouncer: Type.Object({ poolMode: Type.String(), parameters: Type.Record(Type.String(), Type.String()) }) }) }));

/** What CloudNativePG sets where a Pooler says nothing else. */
const ofTheOperator: Settings = { log_stats: '0', ignore_startup_parameters: 'extra_float_digits,options' };

/** Fewer than the clients of any test: connections must be shared. */
const fewConnections: Settings = { default_pool_size: '4', max_db_connections: '4' };

/** As PgBouncer is told in prod: the same for every service but for the size. */
function settingsInProd(): Settings {
  const told = globSync(join(treeFolder, 'prod', 'data', 'Pooler.*.yaml')).map((path) => {
    const { poolMode, parameters } = pooler.Parse(parse(readFileSync(path, 'utf8'))).spec.pgbouncer;
    return { ...ofTheOperator, ...parameters, pool_mode: poolMode, ...fewConnections };
  });
  const [first, ...rest] = told;
  hold(first !== undefined, `no Pooler in ${treeFolder}: run npm run synth`);
  const text = JSON.stringify(first);
  hold(rest.every((one) => JSON.stringify(one) === text), 'the Poolers of prod differ by more than their size: try each');
  return first;
}

interface Run {
  readonly code: number | null;
  readonly text: string;
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}

/** What the tests leave lies in `folder`. */
async function tests(resources: AsyncDisposableStack, folder: string, paths: readonly string[], asked: object): Promise<Run> {
  const child = spawn(process.execPath, jest('--forceExit', ...paths), {
    cwd: root,
    // A group of its own, of which nothing is left over: tests that fail before they begin stop no server.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder, POOLER: JSON.stringify(asked) },
  });
  resources.defer(() => endGroup(child.pid));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (more: string) => void (text += more));
  const ended = await once(child, 'close');
  const code: unknown = ended[0];
  return { code: typeof code === 'number' ? code : null, text };
}

const kit = ['services/kit/pooled.test.ts'];

const suites = [...kit, ...['prepared', 'trips', 'events', 'idempotency'].map((name) => `services/kit/${name}.test.ts`), 'services/ledger/test/(http|journal).test.ts', 'services/vault/test/vault.test.ts', 'services/baskets/test/(baskets|collection).test.ts', 'services/payments/test/(payments|idempotency).test.ts'];

/** What a pooler may do that the tests must see. */
const faults: readonly (readonly [string, Settings])[] = [
  ['keeps no prepared statements', { max_prepared_statements: '0' }],
  ['takes the connection away after each statement', { pool_mode: 'statement' }],
];

await check(async (resources) => {
  const start = performance.now();
  const command = pgbouncer();
  const folder = mkdtempSync(join(tmpdir(), 'guichet-pool-'));
  // PostgreSQL and PgBouncer are users of their own there.
  chmodSync(folder, 0o755);
  resources.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  const authority = new Authority(join(folder, 'authority'), 'pooler');
  const { cert, key } = authority.issue('pooler', ['DNS:localhost']);
  const settings = settingsInProd();
  const asked = { command, settings, certificate: cert, key, authority: authority.cert };
  const { code, text } = await tests(resources, folder, suites, asked);
  hold(code === 0, `through PgBouncer, the tests ended with ${code}:\n${text}`);
  say(`${/^Tests: .*$/m.exec(text)?.[0] ?? ''} through PgBouncer in ${settings['pool_mode']} mode over TLS, ${settings['default_pool_size']} connections a database (${since(start)})`);
  for (const [what, fault] of faults) {
    const planted = await tests(resources, folder, kit, { ...asked, settings: { ...settings, ...fault } });
    hold(planted.code === 1 && /^Tests: .*\d+ failed/m.test(planted.text), `nobody sees a pooler that ${what}: exit ${planted.code}\n${planted.text}`);
    say(`a pooler that ${what} is seen: ${/^Tests: .*$/m.exec(planted.text)?.[0] ?? ''}`);
  }
});
