/** Pods to ask about: a plain one, a careful one or one of Windows, with a few things set in it. */
import fc from 'fast-check';
import { annotations, ofAnyContainer, ofAnyWindowsContainer, ofContainer, ofPod, ofWindowsContainer, ofWindowsPod, type Json, type Patch } from './edits.ts';

export interface Pod {
  readonly metadata: { readonly name: string; readonly annotations?: Json };
  readonly spec: Patch;
}

const places = ['spec', 'annotations', 'containers.0', 'containers.1', 'initContainers.0', 'ephemeralContainers.0'] as const;
type Place = (typeof places)[number];

export interface Edit {
  readonly place: Place;
  readonly patch: Patch;
}

const careful = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const carefulPod = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

/** Where a pod begins: what it and each of its containers say of security. */
export const bases = {
  plain: { spec: {}, container: {} },
  careful: { spec: { securityContext: carefulPod }, container: { securityContext: careful } },
  'careful by container': { spec: {}, container: { securityContext: { ...careful, ...carefulPod } } },
  'in a user namespace': { spec: { hostUsers: false, securityContext: carefulPod }, container: { securityContext: { ...careful, procMount: 'Unmasked' } } },
  windows: { spec: { os: { name: 'windows' }, securityContext: { runAsNonRoot: true } }, container: {} },
} as const satisfies Readonly<Record<string, { readonly spec: Patch; readonly container: Patch }>>;

export type Base = keyof typeof bases;
export const baseNames: readonly Base[] = ['plain', 'careful', 'careful by container', 'in a user namespace', 'windows'];

/** How a pod was made, so that less can be made. */
export interface Recipe {
  readonly base: Base;
  readonly edits: readonly Edit[];
}

const at = (place: Place, patches: fc.Arbitrary<Patch>): fc.Arbitrary<Edit> => patches.map((patch) => ({ place, patch }));
const begun: readonly Place[] = ['containers.0', 'containers.1', 'initContainers.0'];

const edit = fc.oneof({ weight: 10, arbitrary: at('spec', ofPod) }, { weight: 1, arbitrary: at('annotations', annotations) }, ...begun.map((place) => ({ weight: 4, arbitrary: at(place, ofContainer) })));
const windowsEdit = fc.oneof(at('spec', ofWindowsPod), ...begun.map((place) => at(place, ofWindowsContainer)));

const recipe = (base: Base, edits: fc.Arbitrary<Edit>, maxLength: number): fc.Arbitrary<Recipe> => fc.record({ base: fc.constant(base), edits: fc.array(edits, { maxLength, size: 'max' }) });

const weights: Readonly<Record<Base, number>> = { plain: 3, careful: 6, 'careful by container': 4, 'in a user namespace': 1, windows: 1 };

/** Pods in which up to so many things are set. */
export const recipes = (most: number): fc.Arbitrary<Recipe> => fc.oneof(...baseNames.map((base) => ({ weight: weights[base], arbitrary: recipe(base, base === 'windows' ? windowsEdit : edit, most) })));

/** Pods that run, and into which a container is put. */
export const laterRecipes = (most: number): fc.Arbitrary<Recipe> =>
  fc.oneof(...baseNames.map((base) => ({ weight: weights[base], arbitrary: recipe(base, at('ephemeralContainers.0', base === 'windows' ? ofAnyWindowsContainer : ofAnyContainer), most).filter(({ edits }) => edits.length > 0) })));

const isFields = (value: Json | undefined): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);

export function merge(target: Json | undefined, patch: Json): Json {
  if (!isFields(patch)) return patch;
  const fields: Record<string, Json> = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete fields[key];
    else fields[key] = merge(fields[key], value);
  }
  return fields;
}

/** What people write to have pods made. */
export type Maker = 'Deployment' | 'PodTemplate';

/** A maker of such pods. */
export function makerOf(kind: Maker, { metadata: { name, annotations }, spec }: Pod): object {
  const labels = { app: 'a' };
  const template = { metadata: { labels, ...(annotations !== undefined && { annotations }) }, spec };
  return kind === 'PodTemplate' ? { apiVersion: 'v1', kind, metadata: { name }, template } : { apiVersion: 'apps/v1', kind, metadata: { name }, spec: { selector: { matchLabels: labels }, template } };
}

/** Every container is there, and those that come later only where one is asked for. */
export function podOf({ base, edits }: Recipe, name: string): Pod {
  const { spec, container } = bases[base];
  const patched = (place: Place, from: Json): Json => edits.filter((one) => one.place === place).reduce((value, { patch }) => merge(value, patch), from);
  const named = (place: Place, called: string, more: Patch = {}): Json => patched(place, { name: called, image: 'registry.example/app', ...more, ...container });
  const noted = patched('annotations', {});
  return {
    metadata: { name, ...(isFields(noted) && Object.keys(noted).length > 0 && { annotations: noted }) },
    spec: {
      ...(merge({}, patched('spec', spec)) as Patch),
      containers: [named('containers.0', 'app'), named('containers.1', 'other')],
      initContainers: [named('initContainers.0', 'first', { restartPolicy: 'Always' })],
      ...(edits.some(({ place }) => place === 'ephemeralContainers.0') && { ephemeralContainers: [named('ephemeralContainers.0', 'later')] }),
    },
  };
}
