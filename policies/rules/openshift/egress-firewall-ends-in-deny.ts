import type { Rule } from '../../rule.ts';

export const egressFirewallEndsInDeny: Rule = {
  id: 'openshift/egress-firewall-ends-in-deny',
  title: 'An EgressFirewall ends by denying the rest',
  why: 'Its rules are read in order, and what none of them is about is allowed.',
  controls: ['pci-dss-4.0.1/1.3.2', 'pci-dss-4.0.1/1.4.1'],
  match: ['k8s.ovn.org/EgressFirewall'],
  expressions: [
    {
      expression: "size(object.spec.egress) > 0 && object.spec.egress[size(object.spec.egress) - 1].type == 'Deny' && object.spec.egress[size(object.spec.egress) - 1].to.?cidrSelector.orValue('') == '0.0.0.0/0' && size(object.spec.egress[size(object.spec.egress) - 1].?ports.orValue([])) == 0",
      message: 'lets out what it does not name: end with a Deny to 0.0.0.0/0 of all ports',
      field: 'spec.egress',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: k8s.ovn.org/v1
kind: EgressFirewall
metadata: { name: default }
spec:
  egress:
    - { type: Allow, to: { cidrSelector: 10.0.0.0/24 } }
    - { type: Deny, to: { cidrSelector: 0.0.0.0/0 } }
`,
    ],
    break: [
      `
apiVersion: k8s.ovn.org/v1
kind: EgressFirewall
metadata: { name: default }
spec:
  egress: # <--
    - { type: Deny, to: { cidrSelector: 0.0.0.0/0 } }
    - { type: Allow, to: { dnsName: shop.example } }
`,
      `
apiVersion: k8s.ovn.org/v1
kind: EgressFirewall
metadata: { name: default }
spec:
  egress: # <--
    - { type: Deny, to: { cidrSelector: 0.0.0.0/0 }, ports: [{ port: 80, protocol: TCP }] }
`,
    ],
  },
};
