import type { Rule } from '../../rule.ts';

export const modernTls: Rule = {
  id: 'openshift/modern-tls',
  title: 'The cluster speaks no old TLS',
  why: 'The profile Old takes TLS 1.0 and ciphers that are broken.',
  controls: ['pci-dss-4.0.1/4.2.1', 'pci-dss-4.0.1/2.2.7'],
  match: ['config.openshift.io/APIServer', 'operator.openshift.io/IngressController'],
  expressions: [
    {
      expression: "object.?spec.?tlsSecurityProfile.?type.orValue('Intermediate') in ['Intermediate', 'Modern', ''] || object.?spec.?tlsSecurityProfile.?custom.?minTLSVersion.orValue('') in ['VersionTLS12', 'VersionTLS13']",
      message: 'takes old TLS: use the profile Intermediate or Modern',
      field: 'spec.tlsSecurityProfile.type',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: config.openshift.io/v1
kind: APIServer
metadata: { name: cluster }
spec: {}
`,
      `
apiVersion: operator.openshift.io/v1
kind: IngressController
metadata: { name: default, namespace: openshift-ingress-operator }
spec: { tlsSecurityProfile: { type: Custom, custom: { minTLSVersion: VersionTLS12, ciphers: [] } } }
`,
    ],
    break: [
      `
apiVersion: config.openshift.io/v1
kind: APIServer
metadata: { name: cluster }
spec:
  tlsSecurityProfile:
    type: Old # <--
`,
    ],
  },
};
