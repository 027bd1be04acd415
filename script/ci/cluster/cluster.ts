/** A real Kubernetes control plane for one check, by the tool beside the project, in a folder of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openshiftApi, shared } from '../shared.ts';

const program = join(shared, 'tools', 'cluster', 'cluster.mjs');

/** The executable that the tool builds, at the place where it looks for it. */
const executable = (): string => join(process.env['GUICHET_CLUSTER_BIN'] || join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'guichet-cluster'), 'control-plane');

export interface Cluster extends AsyncDisposable {
  /** Its own folder, for logs and for what a check writes. */
  readonly folder: string;
  readonly kubeconfig: string;
}

export interface ClusterOptions {
  /** Simulated nodes in three zones, with controllers and scheduler. @default - the API server alone */
  readonly nodes?: number;
}

/** What the API server said of one object. */
export interface Verdict {
  readonly file: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly accepted: boolean;
  readonly status: number;
  readonly reason?: string;
  readonly warnings: readonly string[];
}

/** Starts a cluster. Builds the control plane when it is missing (minutes, once). */
export function startCluster({ nodes }: ClusterOptions = {}): Cluster {
  if (!existsSync(executable())) {
    console.log('the control plane is built (minutes, once)');
    inherit(['build']);
  }
  const folder = mkdtempSync(join(tmpdir(), 'guichet-cluster-'));
  const cluster: Cluster = {
    folder,
    kubeconfig: join(folder, 'kubeconfig'),
    async [Symbol.asyncDispose]() {
      if (existsSync(join(folder, 'cluster.json'))) inherit(['down', '--dir', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    inherit(['up', '--dir', folder, ...(nodes ? ['--nodes', String(nodes)] : [])]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return cluster;
}

// What the tool prints of its own is of no interest unless it fails.
function inherit(args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', stdio: args[0] === 'build' ? 'inherit' : 'pipe' });
  if (status !== 0) throw new Error(`the cluster tool could not ${args[0] ?? ''}: ${error?.message ?? `${stdout}${stderr}`.trim()}`);
}

/** Installs CustomResourceDefinitions, and OpenShift's aggregated kinds. Throws when one is refused. */
export async function installDefinitions(cluster: Cluster, paths: readonly string[]): Promise<number> {
  const verdicts = await ask(cluster, ['crds', ...paths, '--openshift', openshiftApi]);
  const refused = verdicts.filter(({ accepted }) => !accepted);
  if (refused.length > 0) throw new Error(`the API server refused ${refused.length} definitions: ${refused.map(({ name, reason }) => `${name ?? ''} (${reason ?? ''})`).join(', ')}`);
  return verdicts.length;
}

/** Puts the manifests below the paths to the API server: stored, or as a strict dry run, by server-side apply or by creation. */
export const submit = (cluster: Cluster, how: 'apply' | 'check', paths: readonly string[], { create = false } = {}): Promise<readonly Verdict[]> =>
  ask(cluster, [how, ...paths, ...(create ? ['--create'] : [])]);

function ask({ folder }: Cluster, args: readonly string[]): Promise<readonly Verdict[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, '--json', '--dir', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject).on('close', (status) => {
      // 1 says that something was refused, which the verdicts tell in full; 2 that the tool could not do its work.
      if (status === 0 || status === 1) resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      else reject(new Error(`the cluster tool ended with ${status} at ${args[0] ?? ''}`));
    });
  });
}

/** kubectl with the cluster's credentials; its output, and whether it succeeded. */
export function kubectl({ kubeconfig }: Cluster, args: readonly string[]): Promise<{ readonly ok: boolean; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable(), ['kubectl', '--kubeconfig', kubeconfig, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject).on('close', (status) => resolve({ ok: status === 0, output: Buffer.concat(chunks).toString('utf8').trim() }));
  });
}

/** Address and credentials, as the kubeconfig (JSON here) has them. */
export interface Access {
  readonly server: string;
  readonly token: string;
  readonly authority: Buffer;
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string; readonly 'certificate-authority': string } }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
}

export function accessTo({ kubeconfig }: Cluster): Access {
  const { clusters: [first], users: [admin] }: Kubeconfig = JSON.parse(readFileSync(kubeconfig, 'utf8'));
  if (!first || !admin) throw new Error(`${kubeconfig} names no cluster or no user`);
  return { server: first.cluster.server, token: admin.user.token, authority: readFileSync(first.cluster['certificate-authority']) };
}
