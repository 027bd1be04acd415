/** ScaledObjects as the checks may use them, and the autoscalers that KEDA makes of them. */
import type { ScaledObject } from './bounds.ts';
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';

/** An autoscaler as the control plane sees it. */
export interface Autoscaler extends KubernetesObject {
  readonly spec: { readonly minReplicas?: number; readonly maxReplicas: number };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[] };
}

/** Lets go at once what the tree lets go slowly, so that nobody waits for it. */
const atOnce = { stabilizationWindowSeconds: 0, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };

/** A ScaledObject that asks the check's own Prometheus and lets go at once. All else is as the tree has it. */
export const hurried = (object: ScaledObject, address: string): ScaledObject => ({
  ...object,
  spec: {
    ...object.spec,
    triggers: object.spec.triggers.map((trigger) => (trigger.type === 'prometheus' ? { ...trigger, metadata: { ...trigger.metadata, serverAddress: address } } : trigger)),
    advanced: { horizontalPodAutoscalerConfig: { behavior: { ...object.spec.advanced?.horizontalPodAutoscalerConfig?.behavior, scaleDown: atOnce } } },
  },
});

/** The autoscaler that KEDA made, once it has figures of every trigger. */
export async function autoscalerOf(kubernetes: Kubernetes, { metadata: { name, namespace = 'default' } }: ScaledObject): Promise<Autoscaler | undefined> {
  const { status, body } = await kubernetes.send<Autoscaler>('GET', `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/keda-hpa-${name}`);
  const active = status === 200 && body.status?.conditions?.some(({ type, status: is }) => type === 'ScalingActive' && is === 'True');
  return active ? body : undefined;
}
