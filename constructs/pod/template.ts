import type { PlannedService } from '../plan.ts';
import type { PodTemplate } from '../resources/index.ts';
import { annotationsOf } from './annotations.ts';
import { containerOf } from './container.ts';
import { placementOf } from './placement.ts';
import { gracePeriodOf } from './termination.ts';
import { volumesOf } from './volumes.ts';

/** The pods of a service. */
export const podTemplate = (service: PlannedService, labels: Readonly<Record<string, string>>): PodTemplate => ({
  metadata: { labels: { ...labels }, annotations: annotationsOf(service) },
  spec: {
    serviceAccountName: service.name,
    automountServiceAccountToken: service.kubernetes !== undefined,
    // Addresses come from its settings, not from whatever Services exist in the namespace.
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    terminationGracePeriodSeconds: gracePeriodOf(service),
    ...placementOf(service),
    containers: [containerOf(service)],
    volumes: volumesOf(service),
  },
});
