/** What `check` says of objects beside what a real API server says of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assess } from '../../../policies/assess.ts';
import { judge, type Finding } from '../../../policies/judge.ts';
import { ManifestIndex, type Manifest } from '../../../policies/manifests/index.ts';
import { isObjectRule } from '../../../policies/rule.ts';
import { rules } from '../../../policies/rules/index.ts';
import { rulesWith, unset, type Settings } from '../../../policies/settings/settings.ts';
import type { Waivers } from '../../../policies/waivers/read.ts';
import { say, sleep } from '../check.ts';
import { submit, type Cluster, type Verdict } from '../cluster/cluster.ts';
import { jsonOf } from './fixtures.ts';
import { none } from './stored.ts';

const objectRules = rules.filter(isObjectRule);

const prefix = /^Validation failed for ValidatingAdmissionPolicy '[^']*' with binding '[^']*': (.*)$/s;

/** What a policy told, and whether the server cut it: it does where the warnings of one answer come to more than 4,096 characters. */
interface Told {
  readonly message: string;
  readonly cut: boolean;
}

const byMessage = (a: Told, b: Told): number => (a.message < b.message ? -1 : Number(a.message > b.message));

/** What the policies told of an object, as the server's warnings have it. */
const toldBy = ({ warnings }: Verdict): Told[] => warnings.flatMap((warning) => { const message = prefix.exec(warning)?.[1]; return message === undefined ? [] : [{ message, cut: warning.length === 256 }]; }).sort(byMessage);

export const findingsOf = (manifest: Manifest, settings: Settings = unset): Finding[] => judge(new ManifestIndex([manifest]), { rules: rulesWith(objectRules, settings) });

/** What `check` finds of an object after all waivers, those of files and its own. */
const leftOf = (manifest: Manifest, waivers: Waivers, settings: Settings = unset): readonly string[] => assess({ clusters: [[manifest]], settings: [settings], faults: [], waivers, now: new Date(), rules: objectRules }).findings.map(({ message }) => message).sort();

const keyOf = ({ kind, namespace, name }: { readonly kind: string; readonly namespace?: string | undefined; readonly name?: string | undefined }): string => `${kind} ${namespace ?? ''}/${name ?? ''}`;

const same = (ours: readonly string[], theirs: readonly Told[]): boolean => ours.length === theirs.length && theirs.every(({ message, cut }, i) => (cut ? ours[i]?.startsWith(message) : ours[i] === message));

const fileIn = (folder: string, i: number): string => join(folder, `${String(i).padStart(5, '0')}.json`);

export interface Asked {
  readonly name: string;
  readonly manifest: Manifest;
}

export interface Tally {
  readonly broken: number;
  /** Refused by the server's own validation, before any policy is asked. */
  readonly invalid: readonly string[];
  readonly differences: readonly string[];
}

/** What the server says of one object, beside what `check` leaves of it. Nothing where both say the same. */
type Ask = (verdict: Verdict | undefined, left: readonly string[]) => { readonly invalid: string } | { readonly differs: string } | undefined;

/** Asks the server about the objects in a folder, in their order. */
async function tallyOf(cluster: Cluster, folder: string, asked: readonly Asked[], leftBy: (manifest: Manifest) => readonly string[], ask: Ask): Promise<Tally> {
  const verdicts = new Map((await submit(cluster, 'check', [folder])).map((verdict) => [verdict.file, verdict]));
  const judged = asked.map(({ name, manifest }, i) => {
    const left = leftBy(manifest);
    return { about: `${name}: ${keyOf(manifest)}`, left, said: ask(verdicts.get(fileIn(folder, i)), left) };
  });
  return {
    broken: judged.filter(({ left }) => left.length > 0).length,
    invalid: judged.flatMap(({ about, said }) => (said && 'invalid' in said ? [`${about} is refused: ${said.invalid}`] : [])),
    differences: judged.flatMap(({ about, left, said }) => (said && 'differs' in said ? [`${about}\n    check says ${JSON.stringify(left)}\n    the API server ${said.differs}`] : [])),
  };
}

const warned: Ask = (verdict, left) => {
  if (!verdict) return { differs: 'gives no verdict' };
  if (!verdict.accepted) return { invalid: verdict.reason ?? '' };
  return same(left, toldBy(verdict)) ? undefined : { differs: `says ${JSON.stringify(toldBy(verdict).map(({ message }) => message))}` };
};

const refused: Ask = (verdict, left) => {
  if (!verdict) return { differs: 'gives no verdict' };
  const told = verdict.reason ?? '';
  if (!verdict.accepted && !told.includes('ValidatingAdmissionPolicy')) return { invalid: told };
  if (verdict.accepted) return left.length === 0 ? undefined : { differs: 'accepts' };
  return left.some((message) => told.includes(message)) ? undefined : { differs: `says ${told}` };
};

/** Nobody is told when a server has begun to ask a policy that it has taken: what differs at first is asked again, and must agree then. */
export async function inTheEnd<T extends Pick<Tally, 'differences'>>(ask: () => Promise<T>, times = 3): Promise<T> {
  const tally = await ask();
  if (tally.differences.length === 0 || times <= 1) return tally;
  say(`${tally.differences.length} differences: asked again, since the server may not have begun to ask what it was given`);
  await sleep(10_000);
  return inTheEnd(ask, times - 1);
}

/** Whether the server warns of just what `check` finds after what is waived on the objects, in the same words. */
export function compare(cluster: Cluster, folder: string, asked: readonly Asked[], settings: Settings = unset): Promise<Tally> {
  mkdirSync(folder, { recursive: true });
  for (const [i, { manifest }] of asked.entries()) writeFileSync(fileIn(folder, i), jsonOf(manifest.object));
  return inTheEnd(() => tallyOf(cluster, folder, asked, (manifest) => leftOf(manifest, none, settings), warned));
}

/** Whether the server refuses just what is broken and not waived, of the objects that were compared in this folder. */
export const refusals = (cluster: Cluster, folder: string, asked: readonly Asked[], waivers: Waivers): Promise<Tally> => inTheEnd(() => tallyOf(cluster, folder, asked, (manifest) => leftOf(manifest, waivers), refused));
