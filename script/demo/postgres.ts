/**
 * PostgreSQL as a process of its own, which ends when its input does: a Ctrl-C does not reach it before those who use it have ended, and nothing of it
 * outlives whoever started it, even one that was killed.
 *
 *   node script/demo/postgres.ts FOLDER '[{"name":"ledger","credentials":"/…/ledger"}]'
 */
import { startPostgres } from '../../services/kit/local/postgres.ts';

const [folder = '', databases = '[]'] = process.argv.slice(2);
const wanted = JSON.parse(databases) as readonly { readonly name: string; readonly credentials: string }[];

const postgres = await startPostgres(folder);
for (const { name, credentials } of wanted) await postgres.createDatabase(name, credentials);
console.log(JSON.stringify({ port: postgres.port }));

process.stdin.resume();
process.stdin.once('close', () => void postgres.stop().then(() => process.exit(0)));
