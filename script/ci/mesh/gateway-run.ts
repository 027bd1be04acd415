/** Gateways for the time of some probes: rendered, started, tried, ended. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority } from './certificates.ts';
import { faces, FarEndServers } from './far-ends.ts';
import { bootstrapOf } from './gateway-bootstrap.ts';
import { GatewayClient } from './gateway-client.ts';
import { identityOf, renderGateways, type PlannedGateway } from './gateway-plan.ts';
import { surpriseOf, type Probe, type ProbeKind } from './gateway-probe.ts';
import { flood, patiently, type Flood } from './gateway-rate.ts';
import { secretOf, type Authorities } from './gateway-secrets.ts';
import { spiffeOf } from './identity.ts';
import type { Emitted } from './manifests.ts';
import { startEnvoy } from './proxies.ts';
import { each, loopback } from './run.ts';

const starting = 3;
const underway = 24;

export interface GatewaySurprise {
  readonly kind: ProbeKind;
  readonly what: string;
}

export interface GatewayTrial {
  readonly objects: readonly Emitted[];
  readonly gateways: readonly PlannedGateway[];
  readonly probes: readonly Probe[];
  /** Whether the doors of the gateways are flooded too. */
  readonly floods: boolean;
}

export interface GatewayTrialResult {
  readonly surprises: readonly GatewaySurprise[];
  readonly floods: readonly Flood[];
}

/** The world around the gateways of a plan, which outlasts trials: authorities, services and outside hosts. */
export class World implements Disposable {
  readonly authorities: Authorities;
  readonly #folder: string;
  readonly #ends: FarEndServers;

  private constructor(folder: string, authorities: Authorities, ends: FarEndServers) {
    this.#folder = folder;
    this.authorities = authorities;
    this.#ends = ends;
  }

  static async around(gateways: readonly PlannedGateway[]): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'guichet-gateways-'));
    const authority = (name: string) => new Authority(join(folder, name));
    const authorities = { mesh: authority('mesh'), world: authority('world'), foreign: authority('foreign') };
    return new World(folder, authorities, await FarEndServers.start(folder, gateways, authorities));
  }

  /** Gives every surprise. The gateways that it starts are gone afterwards, and with `resources` when the check is interrupted. */
  async try({ objects, gateways, probes, floods }: GatewayTrial, resources: AsyncDisposableStack): Promise<GatewayTrialResult> {
    await using own = resources.use(new AsyncDisposableStack());
    const addresses = await this.#start(objects, gateways, own);
    const clients = new Map(gateways.map((gateway) => [gateway.namespace, own.use(this.#clientOf(gateway, addresses))]));
    const surprises: GatewaySurprise[] = [];
    // Wrong far ends come last: a gateway may hold their failures against them for a while.
    for (const face of faces) {
      const some = probes.filter((probe) => (probe.face ?? 'its own') === face);
      if (some.length > 0) await this.#ends.show(face);
      await each(some, underway, async (probe) => {
        const client = clients.get(probe.gateway);
        const what = client && surpriseOf(probe, await patiently(client, probe));
        if (what) surprises.push({ kind: probe.kind, what: `${probe.gateway}: ${probe.kind}: ${probe.how}: ${probe.method} ${probe.path}: ${what}` });
      });
    }
    await this.#ends.show('its own');
    const flooded = floods ? await this.#flood(gateways, addresses) : [];
    const over = flooded.flatMap(({ surprise }) => (surprise ? [{ kind: 'over the rate', what: surprise } as const] : []));
    return { surprises: [...surprises, ...over], floods: flooded };
  }

  [Symbol.dispose](): void {
    this.#ends[Symbol.dispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #flood(gateways: readonly PlannedGateway[], addresses: ReadonlyMap<string, string>): Promise<Flood[]> {
    const doors = gateways.flatMap(({ zone, namespace }) => zone.services.flatMap(({ door, operations }) => (door?.ingressNamespace === namespace ? [{ door, operations }] : [])));
    const flooded: Flood[] = [];
    for (const { door, operations } of doors) flooded.push(await flood(addresses.get(door.ingressNamespace) ?? '', door, operations));
    return flooded;
  }

  /** Starts the Envoys of gateways, and gives their addresses by namespace. */
  async #start(objects: readonly Emitted[], gateways: readonly PlannedGateway[], own: AsyncDisposableStack): Promise<ReadonlyMap<string, string>> {
    const pushed = renderGateways(objects, gateways);
    const address = loopback();
    const addresses = new Map(gateways.map(({ namespace }, i) => [namespace, address(i)]));
    await each(gateways, starting, async (gateway) => {
      const { namespace } = gateway;
      const at = addresses.get(namespace) ?? '';
      const configuration = pushed.get(namespace);
      if (!configuration) return;
      const bootstrap = bootstrapOf(configuration, { address: at, farEnds: this.#ends.paths, secretOf: (name) => secretOf(name, gateway, objects, this.authorities) });
      const path = join(this.#folder, `${namespace}.json`);
      writeFileSync(path, JSON.stringify(bootstrap), { mode: 0o600 });
      await startEnvoy({ name: `gateway of ${namespace}`, path, address: at, ports: bootstrap.staticResources.listeners.map(({ address: { socketAddress } }) => socketAddress.portValue) }, own);
    });
    return addresses;
  }

  /** Callers know an ingress gateway by the name that they asked for, and an egress gateway by its identity. */
  #clientOf(gateway: PlannedGateway, addresses: ReadonlyMap<string, string>): GatewayClient {
    const inward = gateway.name === 'ingress';
    const { mesh, world } = this.authorities;
    return new GatewayClient({ trusted: (inward ? world : mesh).root, expects: () => (inward ? undefined : spiffeOf(identityOf(gateway))), addressOf: (namespace) => addresses.get(namespace) ?? '' });
  }
}
