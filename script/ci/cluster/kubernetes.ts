/** The API server over HTTPS: the few verbs that the checks need. */
import { Agent, request } from 'node:https';
import { accessTo, type Cluster } from './cluster.ts';
import { hold } from '../check.ts';

/** Any object of the API. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly warnings: readonly string[];
}

interface Refusal {
  readonly message?: string;
}

export interface Event<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

interface Send {
  /** The user to be taken for. @default - the administrator of the cluster */
  readonly as?: string;
  readonly body?: object;
  readonly type?: 'application/json' | 'application/apply-patch+yaml' | 'application/merge-patch+json' | 'application/strategic-merge-patch+json';
}

const types = { apply: 'application/apply-patch+yaml', merge: 'application/merge-patch+json' } as const;

/** What a kept connection answers whose other end is gone. */
const closedBefore: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/** The texts of warnings with code 299 (RFC 7234, section 5.5), which Node.js joins. */
const warningsIn = (header: unknown): string[] => (typeof header === 'string' ? [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1')) : []);

/** A client of a cluster. Paths are the API's own, such as `/api/v1/namespaces/shop/pods`. */
export class Kubernetes implements Disposable {
  readonly #access;
  readonly #agent;
  readonly #plurals = new Map<string, Promise<ReadonlyMap<string, { readonly plural: string; readonly namespaced: boolean }>>>();

  constructor(cluster: Cluster) {
    this.#access = accessTo(cluster);
    this.#agent = new Agent({ keepAlive: true, maxSockets: 16, ca: this.#access.authority });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  /** Sends a request and gives back what came, refusals too. A kept connection that the server closed meanwhile took nothing with it: a new one is used. */
  async send<T>(method: string, path: string, send: Send = {}): Promise<Answer<T & Refusal>> {
    for (;;) {
      const answer = await this.#once<T>(method, path, send);
      if (answer !== 'closed before') return answer;
    }
  }

  #once<T>(method: string, path: string, { as, body, type = 'application/json' }: Send): Promise<Answer<T & Refusal> | 'closed before'> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(`${this.#access.server}${path}`, { agent: this.#agent, method, headers: { ...this.#headers(text, type), ...(as !== undefined && { 'impersonate-user': as }) } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject).on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, warnings: warningsIn(response.headers['warning']), body: response.headers['content-type']?.includes('json') ? JSON.parse(answer) : { message: answer } });
        });
      });
      sent.on('error', (error: NodeJS.ErrnoException) => (sent.reusedSocket && closedBefore.has(error.code ?? '') ? resolve('closed before') : reject(error))).end(text);
    });
  }

  #headers(text: string | undefined, type: string): Record<string, string | number> {
    return { authorization: `Bearer ${this.#access.token}`, accept: 'application/json', ...(text !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(text) }) };
  }

  /** The body of a success; throws what the server said otherwise. */
  async #must<T>(method: string, path: string, send?: Send): Promise<T> {
    const { status, body } = await this.send<T>(method, path, send);
    hold(status < 300, `${method} ${path}: ${status} ${body.message ?? ''}`);
    return body;
  }

  get = <T>(path: string): Promise<T> => this.#must('GET', path);
  create = <T>(path: string, body: object): Promise<T> => this.#must('POST', path, { body });
  merge = <T>(path: string, body: object): Promise<T> => this.#must('PATCH', path, { body, type: types.merge });
  remove = (path: string): Promise<object> => this.#must('DELETE', path);
  list = async <T>(path: string): Promise<readonly T[]> => (await this.get<{ readonly items: readonly T[] }>(path)).items;

  /** Server-side apply, strict, as Argo CD does it. */
  async apply(object: KubernetesObject): Promise<void> {
    await this.#must('PATCH', `${await this.path(object)}?fieldManager=guichet&fieldValidation=Strict&force=true`, { body: object, type: types.apply });
  }

  /** Applies many, some at a time. */
  async applyAll(objects: readonly KubernetesObject[]): Promise<void> {
    const waiting = [...objects];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.apply(next);
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  }

  /** Where an object lies. */
  async path({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): Promise<string> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.#plurals.get(root) ?? this.#discover(root);
    this.#plurals.set(root, known);
    const found = (await known).get(kind);
    hold(found !== undefined, `the API server knows no ${kind} in ${apiVersion}`);
    return `${root}${found.namespaced ? `/namespaces/${namespace ?? 'default'}` : ''}/${found.plural}/${name}`;
  }

  async #discover(root: string): Promise<ReadonlyMap<string, { readonly plural: string; readonly namespaced: boolean }>> {
    const { resources } = await this.get<{ readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[] }>(root);
    return new Map(resources.filter(({ name }) => !name.includes('/')).map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
  }

  /** Every change of a collection from now on, what exists first. Ends with the returned handle. */
  watch<T>(path: string, changed: (event: Event<T>) => void): Disposable {
    const sent = request(`${this.#access.server}${path}?watch=true`, { ca: this.#access.authority, headers: this.#headers(undefined, '') }, (response) => {
      let rest = '';
      response.setEncoding('utf8').on('error', () => undefined).on('data', (chunk: string) => {
        const lines = `${rest}${chunk}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) changed(JSON.parse(line));
      });
    });
    sent.on('error', () => undefined).end();
    return { [Symbol.dispose]: () => void sent.destroy() };
  }
}
