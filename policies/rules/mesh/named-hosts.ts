import type { Rule } from '../../rule.ts';

export const namedHosts: Rule = {
  id: 'mesh/named-hosts',
  title: 'Outside hosts are named one by one',
  why: 'A star in a ServiceEntry makes every host below it a known one.',
  controls: ['pci-dss-4.0.1/1.3.2'],
  match: ['networking.istio.io/ServiceEntry'],
  expressions: [
    {
      expression: "object.spec.hosts.all(host, !host.startsWith('*'))",
      message: 'names hosts by a star: name each',
      field: 'spec.hosts',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: shop }
spec: { hosts: [shop.example], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }
`,
    ],
    break: [
      `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: shop }
spec:
  hosts: ['*.example'] # <--
`,
    ],
  },
};
