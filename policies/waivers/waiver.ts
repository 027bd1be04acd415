/** What a person has allowed in spite of a rule: for one subject, with a reason, and not for ever. */
import type { Location, Manifest } from '../manifests/index.ts';
import { quoted } from '../texts.ts';

export interface Waiver {
  readonly rule: string;
  /** `Kind namespace/name`, `Kind name` for objects of the whole cluster; the kind with its group where it is not the core's or well known. */
  readonly subject: Subject;
  readonly reason: string;
  readonly approver: string;
  readonly ticket: string;
  /** The last day on which it counts, in UTC: `2027-01-31`. */
  readonly expires: string;
  readonly location: Location;
  /** The object that it is an annotation of. @default - it stands in a file of waivers */
  readonly on?: Manifest;
}

export interface Subject {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

export const subjectText = ({ kind, namespace, name }: Subject): string => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

const pattern = /^([A-Z]\w*) (?:([a-z0-9][-a-z0-9]*)\/)?([a-z0-9][-a-z0-9.:]*)$/;

export function subjectOf(text: string): Subject | undefined {
  const [, kind, namespace, name] = pattern.exec(text) ?? [];
  return kind === undefined || name === undefined ? undefined : { kind, namespace, name };
}

/** Kinds that others are made of: what is allowed to a workload is allowed to them. */
const makers = new Set(['Deployment', 'Rollout', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'DeploymentConfig', 'Job', 'CronJob']);

/** CEL that is true of what a controller made, by its own word. */
export const isMade = 'dyn(object).metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false))';

/**
 * CEL that is true of the subject, and of what controllers make of it in its name: the same text decides in files and at admission. Whoever may
 * write Pods that pretend to be made may have what the workload was allowed, in its namespace, and nothing more.
 */
export function subjectExpression({ kind, namespace, name }: Subject): string {
  const own = `dyn(object).kind == ${quoted(kind)} && dyn(object).metadata.?name.orValue('') == ${quoted(name)}`;
  const made = `dyn(object).kind in ['Pod', 'ReplicaSet', 'Job'] && dyn(object).metadata.?name.orValue('').startsWith(${quoted(`${name}-`)}) && ${isMade}`;
  const where = `dyn(object).metadata.?namespace.orValue('default') == ${quoted(namespace ?? 'default')}`;
  if (namespace === undefined) return `${own} && !has(dyn(object).metadata.namespace)`;
  return `${where} && (${makers.has(kind) ? `(${own}) || (${made})` : own})`;
}
