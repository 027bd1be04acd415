/**
 * A program's secrets: files below `SECRETS_DIRECTORY/<name>/`, of the names and keys that its service declares. Read again when they change; where
 * the platform asks for a restart instead, the program is told to stop. No error repeats what a file holds.
 */
import { watch, type FSWatcher } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { Type } from 'typebox';
import type { FastifyBaseLogger } from 'fastify';
import type { Service } from '../../constructs/declaration/index.ts';

/** Made by constructs/settings.ts for services that declare secrets. */
export const secretVariables = {
  SECRETS_DIRECTORY: Type.String({ minLength: 1 }),
  SECRETS_RESTART_ON: Type.String({ default: '', description: 'names of secrets, separated by commas' }),
} as const;

/** File contents by key. */
export type SecretFiles = Readonly<Record<string, string>>;

/** A value read from secret files: the newest one that could be read. */
export interface Reloading<T> {
  readonly now: () => T;
}

export interface SecretsProps {
  readonly service: Service;
  /** `SECRETS_DIRECTORY`. */
  readonly directory: string;
  /** `SECRETS_RESTART_ON`. */
  readonly restartOn: string;
  /** Ends the program in good order; it is started anew by whoever runs it. */
  readonly stop: (reason: string) => void;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'error'>;
  /** Milliseconds between two looks at the files, for file systems that tell nobody of a change. @default 10 s */
  readonly every?: number;
}

export interface Secrets {
  /** Reads a declared secret. Rejects, naming secret and file, where it is missing or `parse` throws: a program does not start without. */
  readonly load: <T>(name: string, parse: (files: SecretFiles) => T) => Promise<Reloading<T>>;
  readonly close: () => Promise<void>;
}

export class SecretError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SecretError';
  }
}

/**
 * All files of one secret, of one generation: Kubernetes swaps the link `..data` to a new folder, and who follows it file by file may read the old key
 * beside the new one. Elsewhere there is no such link.
 */
async function filesOf(directory: string, name: string, keys: readonly string[]): Promise<SecretFiles> {
  const folder = join(directory, name);
  const generation = await realpath(join(folder, '..data')).catch(() => folder);
  const files = await Promise.all(keys.map((key) => readFile(join(generation, key), 'utf8').then((text) => ({ key, text }), (fault: unknown) => ({ key, fault }))));
  const faults = files.filter((file) => 'fault' in file);
  if (faults.length > 0) throw new SecretError(`the secret ${name} has no readable file ${faults.map(({ key }) => key).join(', ')} in ${folder}`, faults[0]?.fault);
  return Object.fromEntries(files.flatMap((file) => ('text' in file ? [[file.key, file.text]] : [])));
}

const digestOf = (files: SecretFiles): Buffer => createHash('sha256').update(JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))).digest();

export function openSecrets({ service, directory, restartOn, stop, log, every = 10_000 }: SecretsProps): Secrets {
  const restarts = new Set(restartOn.split(',').filter((name) => name !== ''));
  const watched: Watched[] = [];
  let stopping = false;
  // Once: a second signal would cut short what the first one lets end in good order.
  const stopOnce = (reason: string): void => {
    if (!stopping) stop(reason);
    stopping = true;
  };
  return {
    load: async (name, parse) => {
      const declared = service.secrets.find((secret) => secret.name === name);
      if (!declared) throw new SecretError(`${service.name} declares no secret ${name}: it declares ${service.secrets.map((secret) => secret.name).join(', ') || 'none'}`);
      const read = () => filesOf(directory, name, declared.keys);
      const first = await read();
      let value = parse(first);
      const changed = (files: SecretFiles): void => {
        if (restarts.has(name)) return stopOnce(`the secret ${name} has changed`);
        value = parse(files);
        log.info({ secret: name }, 'read a secret again');
      };
      watched.push(watchSecret({ folder: join(directory, name), name, read, seen: digestOf(first), changed, log, every }));
      return { now: () => value };
    },
    close: async () => void (await Promise.all(watched.map(({ close }) => close()))),
  };
}

interface Watched {
  readonly close: () => Promise<void>;
}

interface Watching {
  readonly folder: string;
  readonly name: string;
  readonly read: () => Promise<SecretFiles>;
  readonly seen: Buffer;
  readonly changed: (files: SecretFiles) => void;
  readonly log: SecretsProps['log'];
  readonly every: number;
}

/** Looks when the folder tells of a change, and from time to time. What cannot be read or parsed changes nothing and is said once for each content. */
function watchSecret({ folder, name, read, seen: first, changed, log, every }: Watching): Watched {
  let seen = first;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      const files = await read();
      const digest = digestOf(files);
      if (timingSafeEqual(digest, seen)) return;
      seen = digest;
      changed(files);
    } catch (error) {
      log.error({ secret: name, reason: error instanceof Error ? error.message : 'unknown' }, 'a changed secret cannot be used: the one before stays in use');
    }
  };
  // One after the other: two looks at once could put an older value in the place of a newer one.
  const next = (): Promise<void> => (looking = looking.then(look));
  const timer = setInterval(() => void next(), every);
  timer.unref();
  const watcher = watching(folder, () => void next());
  return {
    close: async () => {
      clearInterval(timer);
      watcher?.close();
      await looking;
    },
  };
}

/** Some file systems cannot be watched, and a watch ends with its folder: the timer looks all the same. */
function watching(folder: string, tell: () => void): FSWatcher | undefined {
  try {
    return watch(folder, { persistent: false }, tell).on('error', () => {});
  } catch {
    return undefined;
  }
}

/** A file's text without the line end that editors leave. Throws for one that is empty, which is a secret that was never filled in. */
export function requiredFile(files: SecretFiles, key: string): string {
  const text = files[key]?.trim() ?? '';
  if (text === '') throw new SecretError(`the file ${key} is empty: write the value into it`);
  return text;
}
