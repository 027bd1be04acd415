/** Which mutation of a tree each rule notices. */
import { groupKindOf, judge, type Finding } from '../judge.ts';
import { ManifestIndex, pathText, type Manifest } from '../manifests/index.ts';
import { isObjectRule, type IndexRule, type ObjectRule, type Rule } from '../rule.ts';
import { shapeOfKind } from '../shapes.ts';
import { changesOf, type Change } from './changes.ts';
import { graftsOf, transplantsInto } from './transplants.ts';
import { WatchedIndex } from './watched-index.ts';

/** By the rule's id, the mutation that it was first seen to notice: `turn round spec.template… in Rollout guichet-core/payments`. */
export type Kills = ReadonlyMap<string, string>;

/** Of each kind so many objects are changed field by field: those of one kind are much alike. */
const tried = 3;

const some = (all: readonly Manifest[]): readonly Manifest[] => all.filter((_, i) => i % Math.ceil(all.length / tried) === 0);

const keyOf = ({ rule, manifest, paths, message }: Finding): string => [rule.id, manifest.title, ...paths.map(pathText), message].join('\n');

const isAbout = ({ match }: ObjectRule, kind: string): boolean => (match === 'pods' ? shapeOfKind.has(kind) : match.includes(kind));

/** What rules about single objects find in changed ones, other than in the object as it was. Never empty of what could not be judged. */
function noticed(manifest: Manifest, changes: Iterable<Change>, rules: readonly ObjectRule[]): Kills {
  const before = new Set(judge(new ManifestIndex([manifest]), { rules }).map(keyOf));
  const changed = new Map([...changes].map(({ what, object }) => [manifest.changed(object), `${what} in ${manifest.title}`] as const));
  const found = judge(new ManifestIndex([...changed.keys()]), { rules }).filter((finding) => !finding.unjudged && !before.has(keyOf(finding)));
  return new Map(found.reverse().map(({ rule, manifest: mutant }) => [rule.id, changed.get(mutant) ?? '']));
}

interface Way {
  /** Which objects of a kind are changed. */
  readonly among: (all: readonly Manifest[]) => readonly Manifest[];
  readonly change: (manifest: Manifest, rules: readonly ObjectRule[]) => Iterable<Change>;
}

const ways: readonly Way[] = [
  { among: some, change: ({ object }) => changesOf(object) },
  { among: (all) => all, change: (manifest, rules) => transplantsInto(manifest, rules.flatMap(graftsOf)) },
];

function objectKills(index: ManifestIndex, rules: readonly ObjectRule[]): Kills {
  const kills = new Map<string, string>();
  for (const { among, change } of ways) {
    for (const [kind, all] of Map.groupBy(index.manifests, groupKindOf)) {
      for (const manifest of among(all)) {
        const pending = rules.filter((rule) => !kills.has(rule.id) && isAbout(rule, kind));
        if (pending.length === 0) break;
        for (const [id, by] of noticed(manifest, change(manifest, pending), pending)) kills.set(id, by);
      }
    }
  }
  return kills;
}

interface TreeMutant {
  readonly what: string;
  readonly manifests: () => readonly Manifest[];
}

/** Left out and doubled first, since that needs no look into the object. */
function* treeMutants(all: readonly Manifest[], asked: readonly Manifest[], rule: IndexRule): Generator<TreeMutant> {
  for (const one of asked) {
    yield { what: `leave out ${one.title}`, manifests: () => all.filter((other) => other !== one) };
    yield { what: `write twice ${one.title}`, manifests: () => [...all, one] };
  }
  const grafts = graftsOf(rule);
  for (const one of [...Map.groupBy(asked, groupKindOf).values()].flatMap(some)) {
    for (const { what, object } of [...changesOf(one.object), ...transplantsInto(one, grafts)]) yield { what: `${what} in ${one.title}`, manifests: () => all.map((other) => (other === one ? one.changed(object) : other)) };
  }
}

/** The trees to change. A rule that asks for no kind is about each object by itself: what stands beside it is left away. */
function treesFor(index: ManifestIndex, asked: readonly Manifest[]): { readonly all: readonly Manifest[]; readonly asked: readonly Manifest[] }[] {
  if (asked.length > 0) return [{ all: index.manifests, asked }];
  return [...Map.groupBy(index.manifests, groupKindOf).values()].flatMap(some).map((one) => ({ all: [one], asked: [one] }));
}

function indexKill(index: ManifestIndex, rule: IndexRule): string | undefined {
  const watched = new WatchedIndex(index.manifests);
  const before = new Set(judge(watched, { rules: [rule] }).map(keyOf));
  for (const { all, asked } of treesFor(index, [...watched.asked])) {
    for (const { what, manifests } of treeMutants(all, asked, rule)) {
      if (judge(new ManifestIndex(manifests()), { rules: [rule] }).some((finding) => !before.has(keyOf(finding)))) return what;
    }
  }
  return undefined;
}

/** Of every rule that notices one, a mutation of the tree. */
export function killsOf(index: ManifestIndex, rules: readonly Rule[]): Kills {
  const kills = new Map(objectKills(index, rules.filter(isObjectRule)));
  for (const rule of rules) {
    const by = isObjectRule(rule) ? undefined : indexKill(index, rule);
    if (by !== undefined) kills.set(rule.id, by);
  }
  return kills;
}
