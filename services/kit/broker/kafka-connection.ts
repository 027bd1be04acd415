/** How a program reaches Kafka: the brokers, and what it shows them, from the files that constructs/mounts.ts names. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseOptions } from '@platformatic/kafka';
import { ConfigurationError } from '../configuration.ts';

/** What both kinds of client are made with. */
export type Connection = Pick<BaseOptions, 'bootstrapBrokers' | 'tls' | 'sasl' | 'connectTimeout' | 'timeout' | 'retries' | 'retryDelay'>;

const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+$/;

export const brokersIn = (text: string): string[] => text.split(',').map((one) => one.trim()).filter((one) => one !== '');

/** Throws a {@link ConfigurationError} for what is no list of `host:port`. */
export function checkBrokers(text: string): readonly string[] {
  const brokers = brokersIn(text);
  const wrong = brokers.filter((one) => !/^(\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/.test(one));
  if (brokers.length === 0 || wrong.length > 0) throw new ConfigurationError([`KAFKA_BROKERS is "${text}": name brokers as host:port with commas between, a database as postgresql://host:port/name, or in-process`]);
  return brokers;
}

interface Files {
  readonly text: (name: string) => Promise<string | undefined>;
}

const filesOf = (directory: string): Files => ({
  text: (name) => readFile(join(directory, name), 'utf8').then((text) => text.trim(), (error: unknown) => {
    if (typeof error === 'object' && error !== null && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }),
});

/**
 * Read whenever a client is made, so that renewed files come into use with the next one: a client certificate (`user.crt`, `user.key`) or a password
 * (`username`, `password`: SCRAM-SHA-512), each under TLS by `ca.crt`. Brokers of this machine alone are spoken to without: throws a
 * {@link ConfigurationError} where others would be.
 */
export async function connectionTo(brokers: readonly string[], directory: string): Promise<Connection> {
  const files = filesOf(directory);
  const [ca, cert, key, username, password] = await Promise.all(['ca.crt', 'user.crt', 'user.key', 'username', 'password'].map(files.text));
  // Shorter in all than a relay's transaction may be idle: services/kit/database.ts.
  const base: Connection = { bootstrapBrokers: [...brokers], connectTimeout: 3_000, timeout: 5_000, retries: 2, retryDelay: 500 };
  if (ca === undefined) {
    if (brokers.every((one) => loopback.test(one))) return base;
    throw new ConfigurationError([`KAFKA_CREDENTIALS_DIRECTORY is "${directory}", which holds no ca.crt: brokers that are not on this machine (${brokers.join(', ')}) are spoken to by TLS alone`]);
  }
  if (cert !== undefined && key !== undefined) return { ...base, tls: { ca, cert, key } };
  if (username !== undefined && password !== undefined) return { ...base, tls: { ca }, sasl: { mechanism: 'SCRAM-SHA-512', username, password } };
  throw new ConfigurationError([`KAFKA_CREDENTIALS_DIRECTORY is "${directory}", which holds neither user.crt and user.key nor username and password: nothing else tells Kafka who asks`]);
}
