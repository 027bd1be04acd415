import { programContainer, settingsName } from '../names.ts';
import { adminPort, type PlannedService } from '../plan.ts';
import type { Container } from '../resources/index.ts';
import { adminPortName, probes } from './probes.ts';
import { settle } from './termination.ts';
import { volumeMountsOf } from './volumes.ts';

/** Logs count, of which kubelet keeps five files of 50 MiB (OpenShift's defaults), and what is written to `/tmp`: a lower limit would evict. */
const ephemeralStorage = { request: '64Mi', limit: '512Mi' };

/**
 * CPU is requested and not limited: a limit throttles at the promotion's peak. Memory is requested and limited alike: what was promised is
 * there, and more than that is a leak.
 */
const resourcesOf = ({ resources: { cpu, memory } }: PlannedService): NonNullable<Container['resources']> => ({
  requests: { cpu, memory, 'ephemeral-storage': ephemeralStorage.request },
  limits: { memory, 'ephemeral-storage': ephemeralStorage.limit },
});

/**
 * Pod Security `restricted` and OpenShift's `restricted-v2`. User, group and fsGroup are not written: OpenShift gives each namespace a range
 * of its own, and refuses a number from outside it.
 */
const securityContext: NonNullable<Container['securityContext']> = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** The program's container. The image has no shell, hence a `preStop` of kubelet's own. */
export const containerOf = (service: PlannedService): Container => ({
  name: programContainer,
  image: service.image,
  imagePullPolicy: 'IfNotPresent',
  ports: [
    { name: 'http', containerPort: service.port, protocol: 'TCP' },
    { name: adminPortName, containerPort: adminPort, protocol: 'TCP' },
  ],
  envFrom: [{ configMapRef: { name: settingsName(service.name) } }],
  resources: resourcesOf(service),
  securityContext,
  ...probes,
  lifecycle: { preStop: { sleep: { seconds: settle } } },
  volumeMounts: volumeMountsOf(service),
});
