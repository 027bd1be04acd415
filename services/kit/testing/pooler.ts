/** PgBouncer in front of a database, where the checks ask for one (script/ci/pooler.ts): the same tests, by the way that production has. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { DatabaseProps } from '../database.ts';
import { freePort } from '../local/ports.ts';

/** Given as JSON in the variable `POOLER`. */
const asked = Compile(
  Type.Object({
    /** The executable of PgBouncer. */
    command: Type.String(),
    /** Of its section `[pgbouncer]`. */
    settings: Type.Record(Type.String(), Type.String()),
    /** PEM files: what clients are shown, for the name localhost, and by whom they know it. */
    certificate: Type.String(),
    key: Type.String(),
    authority: Type.String(),
  }),
);

export interface Pooled {
  readonly props: DatabaseProps;
  readonly stop: () => Promise<void>;
}

/** PgBouncer refuses to be root, and becomes this user then: on every Linux with this number. */
const nobody = { name: 'nobody', id: 65_534 };

async function answers(port: number, running: () => boolean): Promise<boolean> {
  for (let time = 0; time < 600 && running(); time++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => { socket.destroy(); resolve(true); }).once('error', () => resolve(false));
    });
    if (open) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

const section = (name: string, lines: Readonly<Record<string, string | number>>): string => `[${name}]\n${Object.entries(lines).map(([key, value]) => `${key} = ${value}\n`).join('')}`;

/** A pooler for the database that `props` name, if one is asked for; else the database itself. */
export async function pooled(props: DatabaseProps, variables: Readonly<Record<string, string | undefined>> = process.env): Promise<Pooled> {
  if (variables['POOLER'] === undefined) return { props, stop: async () => {} };
  const { command, settings, certificate, key, authority } = asked.Parse(JSON.parse(variables['POOLER']));
  const folder = await mkdtemp(join(tmpdir(), 'guichet-pooler-'));
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    if (process.getuid?.() === 0) await chown(path, nobody.id, nobody.id);
    return path;
  };
  const read = (name: string): Promise<string> => readFile(join(props.credentialsDirectory, name), 'utf8');
  const port = await freePort();
  const configuration = await file('pgbouncer.ini', [
    section('databases', { [props.database]: `host=${props.host} port=${props.port}` }),
    section('pgbouncer', {
      ...settings,
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'scram-sha-256',
      auth_file: await file('users.txt', `"${await read('username')}" "${await read('password')}"\n`),
      client_tls_cert_file: await file('tls.crt', await readFile(certificate, 'utf8')),
      client_tls_key_file: await file('tls.key', await readFile(key, 'utf8')),
    }),
  ].join('\n'));
  if (process.getuid?.() === 0) await chown(folder, nobody.id, nobody.id);
  const said: string[] = [];
  const child = spawn(command, [...(process.getuid?.() === 0 ? ['--user', nobody.name] : []), configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.setEncoding('utf8').on('data', (text: string) => void said.push(text));
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGQUIT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  if (!(await answers(port, () => child.exitCode === null && child.signalCode === null))) {
    await stop();
    throw new Error(`PgBouncer did not start before ${props.database}\n${said.slice(-10).join('')}`);
  }
  return { props: { ...props, host: 'localhost', port, caFile: authority }, stop };
}
