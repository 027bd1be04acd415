/** EgressFirewall (k8s.ovn.org/v1): what the pods of a namespace may reach outside the cluster. The first rule that fits decides; none is open. */
import { at, list, protocolOf, text, whole, type Manifest, type ManifestIndex, type Value } from '../manifests/index.ts';
import { blockOf, inBlock } from './addresses.ts';
import { cause } from './cause.ts';
import type { Opening } from './opening.ts';
import { everyPort, intersect, lastPort, subtract, type PortSet } from './ports.ts';

/** An address outside, or a host of which only the name is known. */
export type Target = { readonly address: string; readonly host?: string };

/** Rules for hosts say nothing of addresses that are not theirs, and a host's address is as good as any public one to a block. */
function fits(to: Value | undefined, { address, host }: Target): boolean {
  const block = text(at(to, 'cidrSelector'));
  if (block !== undefined) {
    const parsed = blockOf(block);
    return parsed !== undefined && inBlock(address, parsed);
  }
  const name = text(at(to, 'dnsName'));
  if (name === undefined || host === undefined) return false;
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name.replace(/\.$/, '');
}

const portsOf = (rule: Value): PortSet => {
  const ports = list(at(rule, 'ports'));
  if (ports.length === 0) return everyPort;
  return ports.map((port) => {
    const number = whole(at(port, 'port'));
    return { protocol: protocolOf(at(port, 'protocol')), from: number ?? 1, to: number ?? lastPort };
  });
};

/** What a firewall lets out to a target. */
export function firewallOpenings(firewall: Manifest | undefined, target: Target): Opening[] {
  if (!firewall) return [{ ports: everyPort, causes: [] }];
  const openings: Opening[] = [];
  let undecided: PortSet = everyPort;
  for (const [index, rule] of list(at(firewall.spec, 'egress')).entries()) {
    if (!fits(at(rule, 'to'), target)) continue;
    const ports = intersect(portsOf(rule), undecided);
    undecided = subtract(undecided, ports);
    if (text(at(rule, 'type')) === 'Allow') openings.push({ ports, causes: [cause(firewall, 'spec', 'egress', index)] });
  }
  return [...openings, { ports: undecided, causes: [cause(firewall, 'spec', 'egress')] }].filter(({ ports }) => ports.length > 0);
}

/** A namespace's one firewall: OpenShift takes none of another name than `default`. */
export const firewallOf = (index: ManifestIndex, namespace: string): Manifest | undefined => index.find('EgressFirewall', namespace, 'default', 'k8s.ovn.org');
