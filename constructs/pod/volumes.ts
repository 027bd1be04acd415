import { mountsOf, type Mount } from '../mounts.ts';
import type { PlannedService } from '../plan.ts';
import type { Volume, VolumeMount } from '../resources/index.ts';

/** Read by owner and group alone: OpenShift runs the program with a group of the namespace’s own range, which the files are given to. */
const readable = 0o440;

/** The one place that a program may write to: the root file system is read-only. */
const scratch = { name: 'tmp', path: '/tmp', size: '64Mi' };

/** Only the keys that the program knows, so that a missing one keeps the pod from starting rather than failing a payment. */
const secretVolume = ({ secret, keys }: Mount): Volume => ({
  name: secret,
  secret: { secretName: secret, defaultMode: readable, items: keys.map((key) => ({ key, path: key })) },
});

export const volumesOf = (service: PlannedService): Volume[] => [{ name: scratch.name, emptyDir: { sizeLimit: scratch.size } }, ...mountsOf(service).map(secretVolume)];

/** Whole directories, never single files by `subPath`: kubelet renews only those when a secret is rotated. */
export const volumeMountsOf = (service: PlannedService): VolumeMount[] => [
  { name: scratch.name, mountPath: scratch.path },
  ...mountsOf(service).map(({ secret, path }) => ({ name: secret, mountPath: path, readOnly: true })),
];
