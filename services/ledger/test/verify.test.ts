import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { append } from '../src/adapters/journal.ts';
import { capture } from '../src/domain/postings.ts';
import { startLedger, type TestLedger } from './program.ts';

let ledger: TestLedger;

beforeAll(async () => { ledger = await startLedger(); }, 60_000);
afterAll(() => ledger.stop(), 60_000);

/** The command as an operator runs it, against the database that the variables name. */
function command(more: Readonly<Record<string, string>> = {}): Promise<{ readonly code: number | null; readonly said: string }> {
  const { host, port, database, credentialsDirectory } = ledger.database.props;
  const env = { ...process.env, NODE_OPTIONS: '', DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: database, DATABASE_CREDENTIALS_DIRECTORY: credentialsDirectory, ...more };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'src', 'verify.ts')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, said: said.join('').trim() }));
  });
}

const write = (amount: bigint) => ledger.database.db.transaction().execute((trx) => append(trx, capture({ id: randomUUID(), payment: 'p-1', provider: 'cards', reference: 'r', amount, currency: 'EUR', at: ledger.app.now() })));

it('says that the chain is whole, where it breaks, and when it cannot know', async () => {
  expect(await command()).toEqual({ code: 0, said: 'ledger: the chain is whole: 0 entries' });
  for (const amount of [1n, 2n, 3n]) await write(amount);
  expect(await command()).toEqual({ code: 0, said: 'ledger: the chain is whole: 3 entries' });
  await sql.raw(`ALTER TABLE line DISABLE TRIGGER line_immutable; UPDATE line SET amount = amount * 2 FROM journal WHERE id = entry AND position = 2; ALTER TABLE line ENABLE TRIGGER line_immutable`).execute(ledger.database.db);
  expect(await command()).toEqual({ code: 1, said: expect.stringMatching(/^ledger: the chain breaks at position 2: entry 2 \(.*\) does not have the hash that its content and the entry before it give; the 1 entries before it are whole$/) });
  expect(await command({ DATABASE_NAME: 'nowhere' })).toEqual({ code: 2, said: expect.stringMatching(/^ledger: the journal could not be read, and nothing is known about it: /) });
  expect(await command({ DATABASE_PORT: 'x' })).toEqual({ code: 2, said: expect.stringContaining('DATABASE_PORT is "x"') });
}, 60_000);
