/** Rules by objects: what breaks them, and what could not be judged. */
import { celList, celMap, isCelList, type CelMap, type CelValue } from '@bufbuild/cel';
import { program, truth, type Program, type Variables } from './cel/program.ts';
import { celFields } from './cel/values.ts';
import { pathOf } from './field.ts';
import { at, list, locationText, pathText, type Location, type Manifest, type ManifestIndex, type Path } from './manifests/index.ts';
import { isObjectRule, type Each, type ObjectRule, type Rule, type Severity } from './rule.ts';
import { shapeOfKind, type Shape } from './shapes.ts';
import { textsOf } from './texts.ts';

export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly manifest: Manifest;
  /** Paths of the fields at fault, and where they stand; never empty. */
  readonly paths: readonly Path[];
  /** As the API server would say it. */
  readonly message: string;
  /** Whether the rule could not be asked, which is worse than being broken. */
  readonly unjudged: boolean;
}

/** Where the first of its fields stands. */
export const locationOf = ({ manifest, paths: [path = []] }: Finding): Location => manifest.locate(...path);

export const findingText = (finding: Finding): string => `${locationText(locationOf(finding))}: ${finding.message} (${finding.manifest.title}, ${pathText(finding.paths[0] ?? [])})`;

export const groupKindOf = ({ group, kind }: Manifest): string => (group === '' ? kind : `${group}/${kind}`);

interface Asked {
  readonly holds: Program;
  readonly message: Program;
  readonly alone: Program;
  readonly each: Each | undefined;
  readonly list: Path;
  readonly field: Path;
}

interface Prepared {
  readonly rule: ObjectRule;
  /** Made ready when it is first asked: of many rules no object is there. */
  readonly asked: () => readonly Asked[];
}

function prepare(rule: ObjectRule): Prepared {
  let asked: readonly Asked[] | undefined;
  const made = (): readonly Asked[] => textsOf(rule).map(({ expression: { each, field }, holds, message, alone }) => ({ holds: program(holds), message: program(message), alone: program(alone), each, list: pathOf(each?.list ?? ''), field: pathOf(field) }));
  return { rule, asked: () => (asked ??= made()) };
}

/** One object with what rules about pods speak of. */
interface Subject {
  readonly manifest: Manifest;
  readonly shape: Shape | undefined;
  readonly variables: Variables;
}

const containerLists = ['containers', 'initContainers', 'ephemeralContainers'];

const inside = (value: CelValue | undefined, key: string): CelValue | undefined => (typeof value === 'object' && value !== null && 'get' in value && !isCelList(value) ? (value as CelMap).get(key) : undefined);

function podVariables(object: CelMap, { path }: Shape): CelMap {
  const nothing = celMap(new Map());
  const template = path.reduce<CelValue | undefined>((value, key) => inside(value, String(key)), object) ?? nothing;
  const spec = inside(template, 'spec') ?? nothing;
  const lists = containerLists.map((name) => inside(spec, name)).filter((one) => one !== undefined);
  const containers = celList(lists.flatMap((one) => (isCelList(one) ? [...one] : [])));
  return celMap(new Map<string, CelValue>([['template', template], ['spec', spec], ['containers', containers]]));
}

function subject(manifest: Manifest): Subject {
  const object = celFields(manifest.object);
  const shape = shapeOfKind.get(groupKindOf(manifest));
  return { manifest, shape, variables: shape ? { object, variables: podVariables(object, shape) } : { object } };
}

/** Where the items of a list are in the object. */
function itemPaths({ list: path }: Asked, each: Each, { manifest: { object }, shape }: Subject, pods: boolean): Path[] {
  const base = pods ? (shape?.path ?? []) : [];
  const lists = pods && each.list === 'containers' ? containerLists.map((name) => [...base, 'spec', name]) : [[...base, ...path]];
  return lists.flatMap((one) => list(at(object, ...one)).map((_, index) => [...one, index]));
}

function offenders(asked: Asked, of: Subject, pods: boolean): Path[] {
  const { each, alone, field } = asked;
  const base = pods ? (of.shape?.path ?? []) : [];
  if (!each) return [[...base, ...field]];
  const items = itemPaths(asked, each, of, pods);
  const broken = items.filter((path) => {
    const item = path.reduce<CelValue | undefined>((value, key) => (typeof key === 'number' && isCelList(value) ? value.get(key) : inside(value, String(key))), of.variables['object']);
    const outcome = truth(alone, { ...of.variables, [each.as]: item ?? null });
    return 'failure' in outcome || !outcome.value;
  });
  return (broken.length > 0 ? broken : [[...base, ...asked.list]]).map((path) => [...path, ...field]);
}

/** What an object breaks by a text, or why it could not be asked. */
function brokenBy({ rule }: Prepared, asked: Asked, of: Subject, failure: string | undefined): Finding {
  const common = { rule, severity: rule.severity ?? 'error', manifest: of.manifest, paths: offenders(asked, of, rule.match === 'pods') } as const;
  if (failure !== undefined) return { ...common, message: `${rule.id}: could not be judged: ${failure}`, unjudged: true };
  const message = asked.message.evaluate(of.variables);
  return { ...common, message: 'value' in message && typeof message.value === 'string' ? message.value : `${rule.id}: ${rule.title}`, unjudged: false };
}

/** Most objects break nothing: what is done for each and every one is kept apart from what is done for few, and small. */
function judgeOne(one: Prepared, of: Subject, findings: Finding[]): void {
  for (const asked of one.asked()) {
    const outcome = truth(asked.holds, of.variables);
    if ('failure' in outcome) findings.push(brokenBy(one, asked, of, outcome.failure));
    else if (!outcome.value) findings.push(brokenBy(one, asked, of, undefined));
  }
}

function judgeAll(due: readonly Prepared[], manifest: Manifest, findings: Finding[]): void {
  if (due.length === 0) return;
  const of = subject(manifest);
  for (const one of due) judgeOne(one, of, findings);
}

export interface Judging {
  readonly rules: readonly Rule[];
}

/** The rules that are about objects of a kind, those about pods first. */
function dueBy(rules: readonly Rule[]): (kind: string) => readonly Prepared[] {
  const prepared = rules.filter(isObjectRule).map((rule) => prepare(rule));
  const aboutPods = prepared.filter(({ rule }) => rule.match === 'pods');
  const known = new Map<string, readonly Prepared[]>();
  return (kind) => {
    const told = known.get(kind);
    if (told) return told;
    const due = [...(shapeOfKind.has(kind) ? aboutPods : []), ...prepared.filter(({ rule }) => rule.match !== 'pods' && rule.match.includes(kind))];
    known.set(kind, due);
    return due;
  };
}

/** What the rules find, in the order of the objects. */
export function judge(index: ManifestIndex, { rules }: Judging): Finding[] {
  const due = dueBy(rules);
  const findings: Finding[] = [];
  for (const manifest of index.manifests) judgeAll(due(groupKindOf(manifest)), manifest, findings);
  for (const rule of rules) if (!isObjectRule(rule)) findings.push(...checked(rule, index));
  return findings;
}

function* checked(rule: Exclude<Rule, ObjectRule>, index: ManifestIndex): Generator<Finding> {
  for (const { manifest, path, message } of rule.check(index, rule.params ?? {})) yield { rule, severity: rule.severity ?? 'error', manifest, paths: [path], message: `${rule.id}: ${message}`, unjudged: false };
}
