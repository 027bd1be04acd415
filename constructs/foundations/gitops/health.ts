/** Health of kinds that Argo CD knows nothing of. Without a check an object is healthy at once, and no sync wave waits for it. */
import type { ResourceHealthCheck } from '../../resources/index.ts';

/** Lua: healthy when a field of the status has a value. */
function whenStatus(field: string, value: string): string {
  return `local status = obj.status or {}
local current = status.observedGeneration == nil or status.observedGeneration == obj.metadata.generation
if current and status.${field} == "${value}" then
  return { status = "Healthy", message = "${field} is ${value}" }
end
return { status = "Progressing", message = "waiting for ${field} to be ${value}; it is " .. tostring(status.${field}) }
`;
}

/** Lua: healthy when as many pods are there as were asked for. */
const whenCounted = (status: string, spec: string): string => `local status, spec = obj.status or {}, obj.spec or {}
if status.${status} ~= nil and status.${status} == spec.${spec} then
  return { status = "Healthy", message = status.${status} .. " of " .. spec.${spec} }
end
return { status = "Progressing", message = tostring(status.${status}) .. " of " .. tostring(spec.${spec}) }
`;

/**
 * Lua: an Application is as healthy as Argo CD finds it, once all that Git says of it is applied. Argo CD dropped this check in 1.8; without it a
 * root Application starts all stacks at once. The sync status is asked too, since a new Application with nothing made yet may look healthy.
 */
const application = `local status = obj.status or {}
local sync, health = status.sync or {}, status.health or {}
if sync.status ~= "Synced" then
  return { status = "Progressing", message = "sync status is " .. tostring(sync.status) }
end
return { status = health.status or "Progressing", message = health.message or "" }
`;

/** OVN-Kubernetes writes its verdict as one line of text. Argo CD gives a check no string library: it is compared as a whole. */
const egressFirewall = `local text = (obj.status or {}).status
if text == nil then
  return { status = "Progressing", message = "the rules are not applied yet" }
end
return { status = text == "EgressFirewall Rules applied" and "Healthy" or "Degraded", message = text }
`;

export const healthChecks: readonly ResourceHealthCheck[] = [
  { group: 'argoproj.io', kind: 'Application', check: application },
  { group: 'argoproj.io', kind: 'ArgoCD', check: whenStatus('phase', 'Available') },
  { group: 'k8s.ovn.org', kind: 'EgressFirewall', check: egressFirewall },
  { group: 'kafka.strimzi.io', kind: 'KafkaNodePool', check: whenCounted('replicas', 'replicas') },
  { group: 'postgresql.cnpg.io', kind: 'Pooler', check: whenCounted('instances', 'instances') },
  { group: 'sailoperator.io', kind: 'Istio', check: whenStatus('state', 'Healthy') },
  { group: 'sailoperator.io', kind: 'IstioCNI', check: whenStatus('state', 'Healthy') },
];
