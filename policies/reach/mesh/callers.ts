/** Everybody that a workload of the mesh could hear from, as its proxy tells them apart. */
import { anyPod, elsewhere, type Actor } from '../actor.ts';
import { isInjected, principalOf, type MeshSettings } from './identity.ts';
import type { Sender } from './request.ts';

export interface Caller {
  readonly key: string;
  readonly namespace: string;
  readonly identity: Pick<Sender, 'principal' | 'namespace' | 'serviceAccount'>;
}

const callerOf = (key: string, namespace: string, serviceAccount: string, { trustDomain }: MeshSettings): Caller => ({ key, namespace, identity: { principal: principalOf({ namespace, serviceAccount }, trustDomain), namespace, serviceAccount } });

/**
 * Every workload with a certificate, any other pod of their namespaces, and whoever has the same account name elsewhere, or the same name in
 * another mesh.
 */
export function callersOf(actors: readonly Actor[], mesh: MeshSettings): Caller[] {
  const inside = actors.filter((actor) => actor.kind === 'workload' && isInjected(actor));
  const namespaces = [...new Set(inside.map(({ namespace }) => namespace))];
  const accounts = [...new Set(inside.map(({ serviceAccount }) => serviceAccount))];
  return [
    ...inside.map(({ key, namespace, serviceAccount }) => callerOf(key, namespace, serviceAccount, mesh)),
    ...namespaces.map((namespace) => callerOf(`${namespace}/${anyPod}`, namespace, 'default', mesh)),
    ...[...accounts, 'default'].map((account) => callerOf(`${elsewhere}/(account ${account})`, elsewhere, account, mesh)),
    ...inside.map(({ key, namespace, serviceAccount }) => callerOf(`another mesh: ${key}`, namespace, serviceAccount, { ...mesh, trustDomain: 'another.example' })),
  ];
}
