/** Certificates as the mesh's authority would issue them, made with openssl for the time of a run. */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spiffeOf, type Identity } from './identity.ts';

export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

function openssl(args: readonly string[]): void {
  const { status, error, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${error ? `${error.message}: install openssl 3` : stderr}`);
}

/** A certificate authority that keeps its files in a folder: `root.pem` and `<namespace>-<account>.pem` and `.key`, where mesh-render looks for them. */
export class Authority {
  readonly folder: string;
  readonly #issued = new Map<string, Credentials>();

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#key('root');
    openssl(['req', '-x509', '-new', '-key', this.#path('root.key'), '-subj', '/O=cluster.local', '-days', '1', '-addext', 'keyUsage=critical,keyCertSign', '-out', this.#path('root.pem')]);
  }

  get root(): string {
    return readFileSync(this.#path('root.pem'), 'utf8');
  }

  /** The certificate of a workload, issued once. */
  issue(to: Identity): Credentials {
    return this.#signed(`${to.namespace}-${to.account}${to.trustDomain === 'cluster.local' ? '' : `@${to.trustDomain}`}`, [`URI:${spiffeOf(to)}`]);
  }

  /** The certificate of a server, or client, with DNS names, issued once. */
  issueFor(...names: readonly string[]): Credentials {
    return this.#signed(names.join('+'), names.map((name) => `DNS:${name}`));
  }

  #signed(base: string, names: readonly string[]): Credentials {
    const known = this.#issued.get(base);
    if (known) return known;
    const key = this.#key(base);
    const usage = ['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'keyUsage=critical,digitalSignature', '-addext', 'extendedKeyUsage=serverAuth,clientAuth'];
    openssl(['req', '-x509', '-new', '-key', this.#path(`${base}.key`), '-CA', this.#path('root.pem'), '-CAkey', this.#path('root.key'), '-subj', '/', '-days', '1', '-addext', `subjectAltName=critical,${names.join(',')}`, ...usage, '-out', this.#path(`${base}.pem`)]);
    const made = { cert: readFileSync(this.#path(`${base}.pem`), 'utf8'), key };
    this.#issued.set(base, made);
    return made;
  }

  #path(name: string): string {
    return join(this.folder, name);
  }

  #key(base: string): string {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    writeFileSync(this.#path(`${base}.key`), key, { mode: 0o600 });
    return key;
  }
}
