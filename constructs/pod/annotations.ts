import { createHash } from 'node:crypto';
import { programContainer } from '../names.ts';
import { adminPort, type PlannedService } from '../plan.ts';
import { settingsOf } from '../settings.ts';
import { drain } from './termination.ts';

/** Changes with any variable: variables are read when a program starts, so a changed one must bring new pods, through the canary. */
export function settingsChecksum(service: PlannedService): string {
  const sorted = Object.entries(settingsOf(service)).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/**
 * The proxy beside the program. A native sidecar starts before it and ends after it. That only CPU's request is named leaves its limit out, as
 * with the program: any of these annotations replaces the mesh's defaults as a whole.
 */
const proxyOf = ({ environment: { proxy } }: PlannedService): Record<string, string> => ({
  'sidecar.istio.io/nativeSidecar': 'true',
  'sidecar.istio.io/proxyCPU': proxy.cpu,
  'sidecar.istio.io/proxyMemory': proxy.memory,
  'sidecar.istio.io/proxyMemoryLimit': proxy.memory,
  'proxy.istio.io/config': JSON.stringify({ terminationDrainDuration: `${drain}s` }),
});

/** The mesh's agent merges the program's metrics with the proxy's and serves both on one port, in plain text to monitoring alone. */
const metrics: Record<string, string> = {
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': String(adminPort),
  'prometheus.io/path': '/metrics',
};

export const annotationsOf = (service: PlannedService): Record<string, string> => ({
  // Admission by another constraint would run the program with other rights than were reviewed.
  'openshift.io/required-scc': 'restricted-v2',
  'kubectl.kubernetes.io/default-container': programContainer,
  'guichet.dev/settings-checksum': settingsChecksum(service),
  ...metrics,
  ...proxyOf(service),
});
