/** Real Envoys with the configuration that Istio's control plane makes of the manifests (mesh-render), one for each service. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { adminPort, type PlannedService } from '../../../constructs/plan.ts';
import { eventually, hold } from '../check.ts';
import { start, type Running } from '../cluster/processes.ts';
import { judge } from '../judges.ts';
import { writeManifests, type Emitted } from './manifests.ts';

/** The parts of an Envoy bootstrap that are changed for this machine. */
interface Bootstrap {
  readonly staticResources: { readonly listeners: readonly Listener[]; readonly clusters: readonly Cluster[]; readonly secrets: readonly object[] };
}
interface Listener {
  readonly name: string;
  readonly address: { readonly socketAddress: { readonly address: string; readonly portValue: number } };
}
interface Cluster {
  readonly name: string;
}

/** Asks Istio for the configuration of every workload: one file `<namespace>-<name>.json` each. */
export function renderMesh(folder: string, certificates: string, objects: readonly Emitted[]): void {
  const files = writeManifests(join(folder, 'manifests'), objects);
  const { status, stdout, stderr } = spawnSync(judge('mesh-render'), [join(folder, 'envoy'), certificates, ...files], { encoding: 'utf8' });
  hold(status === 0, `mesh-render ended with ${status}:\n${stdout}${stderr}`);
}

/** The same configuration on a loopback address of this run, before the one program that answers for all, and with the port that must stay shut. */
function adapt({ staticResources: { listeners, clusters, secrets } }: Bootstrap, address: string, socket: string): Bootstrap {
  const at = (listener: Listener, portValue: number): Listener => ({ ...listener, name: `inbound-${portValue}`, address: { socketAddress: { address, portValue } } });
  const behind = ({ name, ...rest }: Cluster) => ({ ...rest, name, loadAssignment: { clusterName: name, endpoints: [{ lbEndpoints: [{ endpoint: { address: { pipe: { path: socket } } } }] }] } });
  // Every listener is a copy of the one that catches all inbound ports; its filters tell them apart by the port that was called.
  const [any] = listeners;
  hold(any !== undefined, 'mesh-render made a workload without a listener: no Service selects its pods');
  return {
    staticResources: {
      listeners: [...listeners.map((one) => at(one, one.address.socketAddress.portValue)), at(any, adminPort)],
      clusters: clusters.map((cluster) => (cluster.name === 'BlackHoleCluster' ? cluster : behind(cluster))),
      secrets,
    },
  };
}

const listens = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port }, () => socket.end()).on('close', (failed) => resolve(!failed)).on('error', () => undefined);
  });

export interface ProxyProps {
  /** Where {@link renderMesh} wrote. */
  readonly folder: string;
  /** Of the program behind. */
  readonly socket: string;
  readonly address: string;
}

/** Starts the Envoy of a service and waits until it takes connections. */
export async function startProxy({ name, zone, port }: PlannedService, { folder, socket, address }: ProxyProps, resources: AsyncDisposableStack): Promise<void> {
  const path = join(folder, 'envoy', `${zone.namespace}-${name}.json`);
  hold(existsSync(path), `there is no workload ${name} in ${zone.namespace}: it must be a Rollout or a Deployment`);
  const bootstrap: Bootstrap = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify(adapt(bootstrap, address, socket)));
  await startEnvoy({ name, path, address, ports: [port, adminPort] }, resources);
}

export interface EnvoyProps {
  readonly name: string;
  /** Of its bootstrap. */
  readonly path: string;
  readonly address: string;
  readonly ports: readonly number[];
}

/** Starts an Envoy and waits until it takes connections. */
export async function startEnvoy({ name, path, address, ports }: EnvoyProps, resources: AsyncDisposableStack): Promise<void> {
  hold(!resources.disposed, 'interrupted');
  const envoy: Running = resources.use(start({ name: `the Envoy of ${name}`, command: judge('envoy'), args: ['-c', path, '--disable-hot-restart', '--concurrency', '1', '--log-level', 'error'], log: `${path}.log` }));
  await eventually(`the Envoy of ${name} listens on ${address}:${ports.join(' and ')}`, async () => {
    const ended = envoy.ended();
    hold(ended === undefined, ended ?? '');
    return (await Promise.all(ports.map((port) => listens(address, port)))).every(Boolean) || undefined;
  }, { timeout: 30_000, every: 50, otherwise: envoy.output });
}
