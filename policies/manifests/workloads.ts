/** The pods that Kubernetes and Argo Rollouts make of a template, or that an object itself is. */
import type { Manifest } from './manifest.ts';
import { defaultNamespace, type Pod, type PodPort, type Protocol } from './pod.ts';
import { at, list, text, textFields, whole, type Path, type Value } from './value.ts';

/** Where a pod's metadata and specification stand, by group and kind. */
const templates: Readonly<Record<string, Path>> = {
  '/Pod': [],
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps.openshift.io/DeploymentConfig': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'argoproj.io/Rollout': ['spec', 'template'],
};

const protocols: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

/** Where a field leaves it out, it is TCP. */
export const protocolOf = (value: Value | undefined): Protocol => protocols.find((one) => one === value) ?? 'TCP';

const portOf = (port: Value): PodPort[] => {
  const number = whole(at(port, 'containerPort'));
  const name = text(at(port, 'name'));
  return number === undefined ? [] : [{ number, protocol: protocolOf(at(port, 'protocol')), ...(name !== undefined && { name }) }];
};

/** Init containers that keep running are sidecars, and listen as any other. */
const containersOf = (spec: Value | undefined): Value[] => [...list(at(spec, 'containers')), ...list(at(spec, 'initContainers')).filter((one) => at(one, 'restartPolicy') === 'Always')];

/** The pod of a workload, if the object is one. */
export function templatedPods(manifest: Manifest): Pod[] {
  const path = templates[`${manifest.group}/${manifest.kind}`];
  if (!path) return [];
  const template = at(manifest.object, ...path);
  const spec = at(template, 'spec');
  const namespace = manifest.namespace ?? defaultNamespace;
  return [
    {
      key: `${namespace}/${manifest.name}`,
      namespace,
      name: manifest.name,
      labels: textFields(at(template, 'metadata', 'labels')),
      annotations: textFields(at(template, 'metadata', 'annotations')),
      serviceAccount: text(at(spec, 'serviceAccountName')) ?? text(at(spec, 'serviceAccount')) ?? 'default',
      ports: containersOf(spec).flatMap((container) => list(at(container, 'ports')).flatMap(portOf)),
      hostNetwork: at(spec, 'hostNetwork') === true,
      manifest,
      path: [...path, 'spec'],
      ...(spec !== undefined && { spec }),
    },
  ];
}
