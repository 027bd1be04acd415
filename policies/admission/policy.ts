/** Rules as ValidatingAdmissionPolicies of an API server, with the texts that files are judged by. */
import { resourceOf } from '../kinds.ts';
import { isObjectRule, type Group, type ObjectRule } from '../rule.ts';
import { shapes, type Shape } from '../shapes.ts';
import { podVariables, textsOf } from '../texts.ts';
import { isWaivedText, waiverVariables } from '../waivers/annotation.ts';
import { boundOn, type Waivers } from '../waivers/read.ts';
import { subjectExpression } from '../waivers/waiver.ts';
import { judgedWriter, platformWriters } from './writers.ts';

/** What becomes of an object that breaks a rule: it is told, recorded, or refused. */
export type Action = 'warn' | 'audit' | 'deny';

export interface Validation {
  readonly expression: string;
  readonly messageExpression: string;
}

/** Pods as such, most of them made and injected by controllers; what people write to have pods made; or objects of one kind. */
export type About = 'pods' | 'workloads' | 'objects';

export interface Policy {
  readonly name: string;
  readonly about: About;
  readonly rules: readonly ObjectRule[];
  readonly resources: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[] }[];
  /** CEL: what else must be so for an object to be judged. */
  readonly conditions: readonly { readonly name: string; readonly expression: string }[];
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly Validation[];
}

export interface PolicyProps {
  readonly groups: readonly Group[];
  /** Those of files, and what may be waived on objects. */
  readonly waivers: Pick<Waivers, 'waivers' | 'bounds'>;
  /** Ids of rules that get policies of their own, so that they can have an action of their own. @default - none */
  readonly apart?: readonly string[];
  /** Whose writing is not judged, save Pods, since all of them are made by these. @default - {@link platformWriters} */
  readonly platform?: readonly string[];
}

/** A waived object passes before the rule is asked. */
function validationsOf(rule: ObjectRule, { waivers }: PolicyProps): Validation[] {
  const inFiles = waivers.waivers.filter((one) => one.rule === rule.id).map(({ subject }) => `(${subjectExpression(subject)})`);
  const waived = boundOn(rule.id, waivers) ? inFiles : [isWaivedText(rule.id), ...inFiles];
  return textsOf(rule).map(({ holds, message }) => ({ expression: [...waived, waived.length > 0 ? `(${holds})` : holds].join(' || '), messageExpression: message }));
}

const slug = (text: string): string => text.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();

function resourcesOf(kinds: readonly string[]): Policy['resources'] {
  const groups = Map.groupBy(kinds.map(resourceOf), ({ group }) => group);
  // Ephemeral containers come by a way of their own.
  return [...groups].map(([group, all]) => ({ apiGroups: [group], resources: all.flatMap(({ resource }) => (resource === 'pods' && group === '' ? ['pods', 'pods/ephemeralcontainers'] : [resource])) }));
}

/**
 * What is on its way out must be able to go, and what stands must be able to be scaled: else a new rule would hold finalizers fast, and keep a
 * controller from taking down the ReplicaSet of a version that the rule came after.
 */
function conditionsOf({ shape, kinds }: Place, { platform = platformWriters }: PolicyProps): Policy['conditions'] {
  const going = { name: 'stays', expression: '!has(object.metadata.deletionTimestamp)' };
  if (shape?.path.length === 0) return [going];
  const judged = judgedWriter(platform);
  const common = [going, ...(judged === undefined ? [] : [{ name: 'is-not-the-platforms', expression: judged }])];
  if (shape) {
    const path = shape.path.map((key) => `.?${key}`).join('');
    return [...common, { name: 'template-is-new', expression: `request.operation != 'UPDATE' || dyn(object)${path} != dyn(oldObject)${path}` }];
  }
  return kinds.every((kind) => bindings.has(kind)) ? [...common, { name: 'grants-more', expression: grantsMore }] : common;
}

const bindings: ReadonlySet<string> = new Set(['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding']);

/** To take rights from somebody is never refused, whatever those who keep them may do. To what role a binding binds can not be changed. */
const grantsMore = "request.operation != 'UPDATE' || !dyn(object).?subjects.orValue([]).all(subject, subject in dyn(oldObject).?subjects.orValue([]))";

/** Where a policy looks: at one shape of pods, or at one kind. */
interface Place {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly shape?: Shape;
}

/** Kinds as policies are named after them: without their group, unless another group has one of that name. A name is a label too, so 63 characters must do. */
function kindNames(groups: readonly Group[]): ReadonlyMap<string, string> {
  const all = [...new Set(groups.flatMap(({ rules }) => rules.filter(isObjectRule).flatMap(({ match }) => (match === 'pods' ? [] : match))))];
  const byKind = Map.groupBy(all.map(resourceOf), ({ kind }) => kind);
  return new Map(all.map((groupKind) => {
    const { group, kind } = resourceOf(groupKind);
    return [groupKind, (byKind.get(kind) ?? []).length > 1 && group !== '' ? `${slug(group.replace(/\..*$/, ''))}-${slug(kind)}` : slug(kind)];
  }));
}

const placesOf = ({ match }: ObjectRule, names: ReadonlyMap<string, string>): readonly Place[] => (match === 'pods' ? shapes.map((shape) => ({ name: shape.name, kinds: shape.kinds, shape })) : match.map((kind) => ({ name: names.get(kind) ?? slug(kind), kinds: [kind] })));

/** The policies of all rules over one object: of each group and severity one for each shape of pods and each kind. */
export function policiesOf(props: PolicyProps): Policy[] {
  const names = kindNames(props.groups);
  const all = props.groups.flatMap(({ name, rules }) => rules.filter(isObjectRule).flatMap((rule) => placesOf(rule, names).map((place) => ({ name: `guichet-${props.apart?.includes(rule.id) ? slug(rule.id) : `${name}-${rule.severity ?? 'error'}`}-${place.name}`, rule, place }))));
  return [...Map.groupBy(all, ({ name }) => name)].flatMap(([name, entries]): Policy[] => {
    const [first] = entries;
    if (!first) return [];
    const { kinds, shape } = first.place;
    return [
      {
        name,
        about: shape ? (shape.name === 'pod' ? 'pods' : 'workloads') : 'objects',
        rules: entries.map(({ rule }) => rule),
        resources: resourcesOf(kinds),
        conditions: conditionsOf(first.place, props),
        variables: Object.entries({ ...(shape && podVariables(shape)), ...(entries.some(({ rule }) => !boundOn(rule.id, props.waivers)) && waiverVariables(shape)) }).map(([variable, expression]) => ({ name: variable, expression })),
        validations: entries.flatMap(({ rule }) => validationsOf(rule, props)),
      },
    ];
  });
}

/** How a severity, or a rule that has policies of its own, is acted upon. */
export interface Actions {
  readonly error: Action;
  readonly warning: Action;
  /** For pods: they hold what controllers, operators and the mesh's injection add, which nobody who writes a workload can mend. */
  readonly pods: Action;
  /** By rule. @default - by severity */
  readonly rules?: Readonly<Record<string, Action>>;
}

const words = { warn: 'Warn', audit: 'Audit', deny: 'Deny' } as const;

/** What a binding does; all rules of a policy have one action, since those with another one are apart. */
export function actionOf({ about, rules: [first] }: Policy, actions: Actions): Action {
  return (first && actions.rules?.[first.id]) ?? (about === 'pods' ? actions.pods : actions[first?.severity ?? 'error']);
}

// Who is warned does not always tell: the audit log does.
export const validationActions = (action: Action): readonly (typeof words)[Action][] => (action === 'warn' ? [words.warn, words.audit] : [words[action]]);
