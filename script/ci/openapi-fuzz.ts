/**
 * Judges the running gateway by what it says of itself: schemathesis reads its OpenAPI document and sends what fits and what does not, as a shopper, an
 * office and a till. Needs schemathesis, a PyPI package that `../shared/tools/judges/install.sh` installs once.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../constructs/declaration/index.ts';
import { gateway } from '../../services/gateway/service.ts';
import { check, hold, say, since } from './check.ts';
import { judge } from './judges.ts';
import { startCounter, type Counter } from './openapi/counter.ts';

interface Visitor {
  readonly who: string;
  readonly roles: readonly Role[];
  readonly client: string;
  /** Seconds that this visitor's requests are made for. */
  readonly seconds: number;
}

const visitors: readonly Visitor[] = [
  { who: 'shopper', roles: ['customer'], client: 'guichet-web', seconds: 25 },
  { who: 'office', roles: ['operator', 'marketer', 'finance', 'auditor'], client: 'guichet-office', seconds: 20 },
  { who: 'till', roles: ['till'], client: 'guichet-store', seconds: 20 },
];

/** What every answer is held to. */
const checks = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance', 'response_schema_conformance', 'negative_data_rejection', 'missing_required_header', 'unsupported_method', 'allow_header_conformance', 'use_after_free', 'ensure_resource_availability', 'ignored_auth'];

/** Left out: the schema cannot say what a basket's state, a foreign customer or an expired window allow. */
const leftOut = 'positive_data_acceptance';

/** Too large is refused as too large, and a precondition that fails as that, also where the request has other faults. */
const configuration = '[checks.negative_data_rejection]\nexpected-statuses = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428"]\n';

const operationsOf = ({ roles }: Visitor): string[] => Object.entries(gateway.serves).filter(([, { user }]) => !user || user.roles.some((role) => roles.includes(role))).map(([name]) => name);

async function tokenOf({ identity }: Counter, { who, roles, client }: Visitor): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return identity.token({ subject: who, roles, acr: 'mfa', store: 'lyon-2', claims: { client_id: client, auth_time: now } });
}

async function visit(tool: string, folder: string, counter: Counter, visitor: Visitor): Promise<{ readonly passed: boolean; readonly said: string }> {
  const args = [
    '--config-file', join(folder, 'schemathesis.toml'), 'run', `${counter.url}/openapi.json`, '--url', counter.url,
    '--header', `Authorization: Bearer ${await tokenOf(counter, visitor)}`,
    '--checks', checks.join(','), '--phases', 'coverage,fuzzing,stateful', '--max-time', String(visitor.seconds), '--warnings', 'off', '--continue-on-failure',
    ...operationsOf(visitor).flatMap((name) => ['--include-operation-id', name]),
  ];
  const child = spawn(tool, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { passed: code === 0, said: said.join('') };
}

await check(async (resources) => {
  const tool = judge('schemathesis');
  const folder = await mkdtemp(join(tmpdir(), 'guichet-schemathesis-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'schemathesis.toml'), configuration);
  const counter = await startCounter(resources);
  say(`gateway over the programs of ${counter.real.join(', ')}; fakes made from their contract: ${counter.fake.join(', ')}`);
  say(`checks: ${checks.join(', ')}; left out: ${leftOut}`);
  for (const visitor of visitors) {
    const start = performance.now();
    const { passed, said } = await visit(tool, folder, counter, visitor);
    const generated = /(\d+) generated/.exec(said)?.[1];
    hold(passed, `${visitor.who}:\n${said.trim()}`);
    hold(generated !== undefined && Number(generated) >= operationsOf(visitor).length, `${visitor.who}: schemathesis has asked next to nothing:\n${said.trim()}`);
    say(`${visitor.who}: ${operationsOf(visitor).length} operations, ${generated} requests, none answered wrongly, ${since(start)}`);
  }
});
