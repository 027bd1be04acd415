import type { Rule } from '../../rule.ts';
import { versioned } from './version.ts';

/** Handlers of a container that ask over the network, and how they may. */
const handlers = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.?postStart', 'lifecycle.?preStop'].flatMap((handler) => ['httpGet', 'tcpSocket'].map((way) => `container.?${handler}.?${way}.?host.orValue('') == ''`));

export const probeHosts: Rule = {
  id: 'pod-security/probe-hosts',
  title: 'Probes and lifecycle hooks ask the pod itself and nobody else',
  why: 'The kubelet asks, from the network of the node and past every network policy: with a host in a probe, whoever may write a pod can make it ask the metadata service of the cloud or the address of another tenant.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: versioned,
  when: 'params.kubernetes >= 34',
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: handlers.join(' && '),
      message: 'has the kubelet ask another host: leave host out of httpGet and tcpSocket',
      field: '',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - name: app
      image: app
      livenessProbe: { httpGet: { port: 8080, path: /live } }
      readinessProbe: { tcpSocket: { port: 8080, host: "" } }
      startupProbe: { exec: { command: [started] } }
      lifecycle: { preStop: { sleep: { seconds: 5 } } }
`,
    ],
    break: [
      `
spec:
  containers:
    - name: app # <--
      image: app
      livenessProbe: { httpGet: { port: 80, host: 169.254.169.254 } }
    - name: other # <--
      image: app
      lifecycle: { postStart: { httpGet: { port: 80, host: 127.0.0.1 } } }
  initContainers:
    - name: first # <--
      image: app
      restartPolicy: Always
      startupProbe: { tcpSocket: { port: 80, host: other } }
`,
    ],
  },
};
