import type { Probe } from '../resources/index.ts';

/** The name of the administrative port; the mesh's agent asks in kubelet's place, so that strict mutual TLS does not refuse kubelet. */
export const adminPortName = 'admin';

const at = (question: 'startup' | 'ready' | 'live'): Pick<Probe, 'httpGet'> => ({ httpGet: { path: `/healthz/${question}`, port: adminPortName } });

/**
 * Three questions with three answers. Startup: has it read its settings and secrets and opened its pools? A minute is allowed, and the others
 * are not asked before. Readiness: can it serve now? Two failures take it out of the endpoints, and it comes back by itself. Liveness: is the
 * program itself stuck? It asks nothing of databases or peers, whose failure a restart would not mend, but spread.
 */
export const probes: { readonly startupProbe: Probe; readonly readinessProbe: Probe; readonly livenessProbe: Probe } = {
  startupProbe: { ...at('startup'), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 30 },
  readinessProbe: { ...at('ready'), periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
  livenessProbe: { ...at('live'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
};
