/** The declared graph, which whoever makes the manifests writes beside them: an object `DeclaredGraph` of `guichet.dev/v1`, applied to no cluster. */
import { at, list, protocolOf, text, textFields, texts, whole, type Labels, type Manifest, type ManifestIndex, type Value } from '../manifests/index.ts';
import { anyPod, elsewhere, type Actor, type Neighbour } from './actor.ts';
import { blockOf, inBlock } from './addresses.ts';
import { cause, type Cause } from './cause.ts';
import { onePort, type PortSet } from './ports.ts';

/** `<namespace>/<name>`, `<namespace>/*` for any pod of it, or `*` for everybody, outside the cluster too. */
export type Party = string;

export interface Addresses {
  readonly block: string;
  readonly except: readonly string[];
}

export interface DeclaredWay {
  readonly from: Party;
  readonly to: Party | Addresses;
  readonly ports: PortSet;
  readonly because: string;
  readonly cause: Cause;
}

export interface EndUser {
  readonly roles: readonly string[];
  readonly acr?: string;
}

export interface DeclaredOperation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly user?: EndUser;
}

export interface DeclaredCall {
  readonly from: Party;
  readonly to: Party;
  readonly port: number;
  readonly operations: readonly DeclaredOperation[];
  readonly cause: Cause;
}

export interface DeclaredDoor {
  readonly host: string;
  readonly through: Party;
  readonly to: Party;
  readonly operations: readonly DeclaredOperation[];
  readonly cause: Cause;
}

export interface DeclaredOutside {
  readonly from: Party;
  readonly host: string;
  readonly port: number;
  readonly through: Party;
  readonly cause: Cause;
}

export type DeclaredExit = { readonly namespace: string; readonly port: number; readonly cause: Cause } & ({ readonly host: string } | { readonly block: string });

export interface DeclaredGraph {
  readonly manifest: Manifest;
  /** Who vouches for end users, for whom, and where the keys are that verify it. */
  readonly endUsers: { readonly issuer: string; readonly audience: string; readonly keys: string };
  readonly neighbours: readonly Neighbour[];
  readonly nearMisses: readonly { readonly namespace: string; readonly labels: Labels }[];
  readonly ways: readonly DeclaredWay[];
  readonly calls: readonly DeclaredCall[];
  readonly doors: readonly DeclaredDoor[];
  readonly outside: readonly DeclaredOutside[];
  /** Those whose exits are declared, also where there are none. */
  readonly namespaces: readonly string[];
  readonly exits: readonly DeclaredExit[];
}

const textAt = (value: Value, field: string): string => text(at(value, field)) ?? '';

const neighbourOf = (value: Value): Neighbour => ({ name: textAt(value, 'name'), namespace: textAt(value, 'namespace'), labels: textFields(at(value, 'labels')), namespaceLabels: textFields(at(value, 'namespaceLabels')) });

function operationsOf(value: Value): DeclaredOperation[] {
  return list(at(value, 'operations')).map((operation) => {
    const user = at(operation, 'user');
    const acr = text(at(user, 'acr'));
    return { name: textAt(operation, 'name'), method: textAt(operation, 'method'), path: textAt(operation, 'path'), ...(user !== undefined && { user: { roles: texts(at(user, 'roles')), ...(acr !== undefined && { acr }) } }) };
  });
}

const portOf = (value: Value): number => whole(at(value, 'port')) ?? 0;

function exitOf(value: Value, because: Cause): DeclaredExit {
  const common = { namespace: textAt(value, 'namespace'), port: portOf(value), cause: because };
  const host = text(at(value, 'host'));
  return host === undefined ? { ...common, block: textAt(value, 'block') } : { ...common, host };
}

/** The graph among manifests, if there is one. */
export function declaredGraphOf(index: ManifestIndex): DeclaredGraph | undefined {
  const [manifest] = index.ofKind('DeclaredGraph', 'guichet.dev');
  if (!manifest) return undefined;
  const { spec } = manifest;
  const endUsers = at(spec, 'endUsers') ?? null;
  const each = <T>(field: string, read: (value: Value, because: Cause) => T): T[] => list(at(spec, field)).map((value, i) => read(value, cause(manifest, 'spec', field, i)));
  return {
    manifest,
    endUsers: { issuer: textAt(endUsers, 'issuer'), audience: textAt(endUsers, 'audience'), keys: textAt(endUsers, 'keys') },
    neighbours: each('neighbours', neighbourOf),
    nearMisses: each('nearMisses', (value) => ({ namespace: textAt(value, 'namespace'), labels: textFields(at(value, 'labels')) })),
    ways: each('ways', (value, because) => ({
      from: textAt(value, 'from'),
      to: text(at(value, 'to')) ?? { block: textAt(at(value, 'to') ?? null, 'block'), except: texts(at(value, 'to', 'except')) },
      ports: list(at(value, 'ports')).map((port) => onePort(whole(port) ?? 0, protocolOf(at(value, 'protocol')))),
      because: textAt(value, 'because'),
      cause: because,
    })),
    calls: each('calls', (value, because) => ({ from: textAt(value, 'from'), to: textAt(value, 'to'), port: portOf(value), operations: operationsOf(value), cause: because })),
    doors: each('doors', (value, because) => ({ host: textAt(value, 'host'), through: textAt(value, 'through'), to: textAt(value, 'to'), operations: operationsOf(value), cause: because })),
    outside: each('outside', (value, because) => ({ from: textAt(value, 'from'), host: textAt(value, 'host'), port: portOf(value), through: textAt(value, 'through'), cause: because })),
    namespaces: texts(at(spec, 'namespaces')),
    exits: each('exits', exitOf),
  };
}

/** Whether a declared party means an actor. Whoever only looks like a party is none. */
export function isParty(party: Party, { key, namespace }: Pick<Actor, 'key' | 'namespace'>): boolean {
  if (party === '*' || party === key) return true;
  return party === `${namespace}/${anyPod}` && namespace !== elsewhere;
}

/** Whether a declared party means an address outside the cluster. */
export function isAddressed(to: Party | Addresses, address: string): boolean {
  if (typeof to === 'string') return to === '*';
  const within = (block: string): boolean => {
    const parsed = blockOf(block);
    return parsed !== undefined && inBlock(address, parsed);
  };
  return within(to.block) && !to.except.some(within);
}
