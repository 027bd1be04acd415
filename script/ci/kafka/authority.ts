/** Certificates as Strimzi's two authorities issue them, of brokers and of users, made with openssl for the time of a run. */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function openssl(args: readonly string[]): void {
  const { status, error, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${error ? `${error.message}: install openssl 3` : stderr}`);
}

function key(path: string): void {
  writeFileSync(path, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
}

export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** Files of an authority, and of what it has issued, in a folder of its own. */
export class Authority {
  readonly cert: string;
  readonly #folder: string;

  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.cert = this.#path('ca.crt');
    key(this.#path('ca.key'));
    openssl(['req', '-x509', '-new', '-key', this.#path('ca.key'), '-subj', `/O=io.strimzi/CN=${name}`, '-days', '1', '-addext', 'keyUsage=critical,keyCertSign', '-out', this.cert]);
  }

  /** `names`: as `subjectAltName` has them. */
  issue(subject: string, names: readonly string[] = []): Issued {
    const issued = { cert: this.#path(`${subject}.crt`), key: this.#path(`${subject}.key`) };
    key(issued.key);
    const usage = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth,clientAuth', ...(names.length > 0 ? [`subjectAltName=${names.join(',')}`] : [])];
    openssl(['req', '-x509', '-new', '-key', issued.key, '-CA', this.cert, '-CAkey', this.#path('ca.key'), '-subj', `/CN=${subject}`, '-days', '1', ...usage.flatMap((one) => ['-addext', one]), '-out', issued.cert]);
    return issued;
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** A folder as constructs/mounts.ts mounts it: the brokers' authority, and the user's own certificate. */
export function credentialsIn(folder: string, brokers: Authority, user: Issued): string {
  mkdirSync(folder, { recursive: true });
  for (const [from, to] of [[brokers.cert, 'ca.crt'], [user.cert, 'user.crt'], [user.key, 'user.key']] as const) copyFileSync(from, join(folder, to));
  return folder;
}
