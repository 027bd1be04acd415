import { describe, expect, it } from '@jest/globals';
import { parseManifests, Source } from '../manifests/index.ts';
import { firewallOpenings, type Target } from './exits.ts';
import { portsOfAll } from './opening.ts';
import { portsText } from './ports.ts';

const [firewall] = parseManifests(new Source('f.yaml', `apiVersion: k8s.ovn.org/v1
kind: EgressFirewall
metadata: {name: default, namespace: a}
spec:
  egress:
    - {type: Deny, to: {cidrSelector: 10.1.0.0/16}, ports: [{protocol: TCP, port: 22}]}
    - {type: Allow, to: {cidrSelector: 10.0.0.0/8}}
    - {type: Allow, to: {dnsName: api.example}, ports: [{protocol: TCP, port: 443}]}
    - {type: Allow, to: {dnsName: "*.wide.example"}, ports: [{protocol: TCP, port: 443}]}
    - {type: Deny, to: {cidrSelector: 0.0.0.0/0}}
`)).manifests;

const open = (target: Target, of = firewall): string => portsText(portsOfAll(firewallOpenings(of, target)));

describe('EgressFirewall', () => {
  it('is open where there is none', () => expect(portsText(portsOfAll(firewallOpenings(undefined, { address: '203.0.113.1' })))).toBe('every port'));
  it('decides by the first rule that fits, port by port', () => expect([open({ address: '10.1.0.1' }), open({ address: '10.2.0.1' })]).toEqual(['1-21, 23-65535, every port/UDP, every port/SCTP', 'every port']));
  it('knows hosts by their names alone', () => expect([open({ address: '203.0.113.1' }), open({ address: '203.0.113.1', host: 'api.example' }), open({ address: '203.0.113.1', host: 'a.wide.example' }), open({ address: '203.0.113.1', host: 'wide.example' })]).toEqual(['', '443', '443', '']));
  it('leaves open what no rule is about', () => expect(open({ address: '2001:db8::1' })).toBe('every port'));
});
