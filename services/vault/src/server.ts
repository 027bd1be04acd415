/** The vault's program. */
import { sql } from 'kysely';
import { repeat, run } from '../../kit/program.ts';
import { noteCurrentKey, reportLines, rotate } from './adapters/rotation.ts';
import { createVault } from './app.ts';
import { loggerOf, openResources, readVariables } from './resources.ts';

/** Between two looks for cards under an earlier key, in milliseconds. */
const rotationPause = 60_000;

const config = readVariables();
const log = loggerOf(config);
const { close, ...resources } = await openResources(config, log);
// Before anything is wrapped by it: a key that goes by another's name is found here.
await noteCurrentKey(resources.db, resources.keys(), resources.now());

async function rotation(): Promise<boolean> {
  const report = await rotate(resources);
  if (report.rewrapped > 0 || report.broken.length > 0) log.info({ report: reportLines(report) }, 'wrapped data keys again');
  return false;
}

await run({
  app: createVault({ ...resources, logger: log }),
  log,
  host: config.HOST,
  port: config.PORT,
  adminPort: config.ADMIN_PORT,
  checks: { database: async () => (await sql`SELECT 1`.execute(resources.db)).rows.length === 1 },
  background: [repeat('rotation', rotation, { every: rotationPause, log })],
  close,
  drain: config.DRAIN_MS,
});
