/** Holds every namespace's EgressFirewall to the declared exits. */
import { at, list, text } from '../manifests/index.ts';
import { blockOf, inBlock } from './addresses.ts';
import { cause } from './cause.ts';
import type { DeclaredExit, DeclaredGraph } from './declared.ts';
import type { Difference } from './difference.ts';
import { firewallOf, firewallOpenings, type Target } from './exits.ts';
import { portsOfAll } from './opening.ts';
import { normal, onePort, portsText, subtract } from './ports.ts';
import type { World } from './world.ts';

/** Stands for every public address that nobody names (RFC 5737), and for that of a host whose address no manifest tells. */
export const publicAddress = '203.0.113.1';

/** Every host that somebody names, and one that nobody does. */
function hostsOf({ index }: World, graph: DeclaredGraph): string[] {
  const firewalls = index.ofKind('EgressFirewall', 'k8s.ovn.org').flatMap(({ spec }) => list(at(spec, 'egress')).map((rule) => text(at(rule, 'to', 'dnsName')) ?? ''));
  const named = firewalls.map((name) => name.replace(/^\*/, 'any'));
  const declared = [...graph.exits.flatMap((exit) => ('host' in exit ? [exit.host] : [])), ...graph.outside.map(({ host }) => host)];
  return [...new Set([...named, ...declared, 'elsewhere.example'])].filter((host) => host !== '').sort();
}

const leadsTo = (exit: DeclaredExit, { address, host }: Target): boolean => {
  if ('host' in exit) return exit.host === host;
  const block = blockOf(exit.block);
  return block !== undefined && inBlock(address, block);
};

/** The differences of every namespace whose exits are declared. */
export function compareExits(world: World, graph: DeclaredGraph): Difference[] {
  const targets: Target[] = [...world.addresses.map((address) => ({ address })), ...hostsOf(world, graph).map((host) => ({ address: publicAddress, host }))];
  return graph.namespaces.flatMap((namespace) => {
    const firewall = firewallOf(world.index, namespace);
    return targets.flatMap((target): Difference[] => {
      const exits = graph.exits.filter((exit) => exit.namespace === namespace && leadsTo(exit, target));
      const declared = normal(exits.map(({ port }) => onePort(port)));
      const openings = firewallOpenings(firewall, target);
      const [more, less] = [subtract(portsOfAll(openings), declared), subtract(declared, portsOfAll(openings))];
      const ends = { wall: 'exits' as const, from: `${namespace}/*`, to: target.host ?? target.address };
      return [
        ...(more.length > 0 ? [{ ...ends, side: 'more' as const, what: portsText(more), causes: openings.filter(({ ports }) => subtract(ports, declared).length > 0).flatMap(({ causes }) => causes) }] : []),
        ...(less.length > 0 ? [{ ...ends, side: 'less' as const, what: portsText(less), causes: [...exits.map((exit) => exit.cause), ...(firewall ? [cause(firewall, 'spec', 'egress')] : [])] }] : []),
      ];
    });
  });
}
