import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { casesOf, markedLines } from '../cases.ts';
import { judge } from '../judge.ts';
import { ManifestIndex, parseManifests, Source } from '../manifests/index.ts';
import { isObjectRule, type Rule } from '../rule.ts';
import { textsOf } from '../texts.ts';
import { groups, rules } from './index.ts';

function findingsIn(rule: Rule, text: string) {
  const { manifests, faults } = parseManifests(new Source('case.yaml', text));
  expect(faults).toEqual([]);
  return judge(new ManifestIndex(manifests), { rules: [rule] });
}

const isRule = (value: unknown): value is Rule => typeof value === 'object' && value !== null && 'id' in value && 'cases' in value;

/** The rules that the files of a folder export, by the file's name. */
async function exported(folder: string): Promise<(readonly [string, Rule])[]> {
  const files = readdirSync(join(import.meta.dirname, folder)).filter((file) => /(?<!^index|\.test)\.ts$/.test(file));
  const modules = await Promise.all(files.map(async (file) => [file, Object.values(await import(join(import.meta.dirname, folder, file)))] as const));
  return modules.flatMap(([file, values]) => values.filter(isRule).map((rule) => [file, rule] as const));
}

describe.each(groups.map((group) => [group.name, group] as const))('%s', (name, group) => {
  it('lists every rule of its folder, each in the file that its id names', async () => {
    const found = await exported(name);
    expect(found.map(([, rule]) => rule.id).sort()).toEqual(group.rules.map(({ id }) => id).sort());
    expect(found.map(([file]) => `${name}/${file.replace(/\.ts$/, '')}`)).toEqual(found.map(([, rule]) => rule.id));
  });
});

const cases = rules.flatMap((rule) => casesOf(rule).map((one) => [`${rule.id}: ${one.name}`, rule, one] as const));

describe('cases', () => {
  it.each(cases)('%s', (_, rule, { text, breaks }) => {
    const findings = findingsIn(rule, text);
    const lines = findings.flatMap(({ manifest, paths }) => paths.map((path) => manifest.locate(...path).line));
    expect(findings.filter(({ unjudged }) => unjudged).map(({ message }) => message)).toEqual([]);
    expect([...new Set(lines)].sort((a, b) => a - b)).toEqual(markedLines(text));
    expect(lines.length > 0).toBe(breaks);
  });

  it('are given for every rule, of both sorts', () => {
    expect(rules.filter(({ cases: { hold, break: broken } }) => hold.length === 0 || broken.length === 0).map(({ id }) => id)).toEqual([]);
  });
});

describe('rules', () => {
  it('have ids of their own', () => {
    expect(rules.map(({ id }) => id)).toHaveLength(new Set(rules.map(({ id }) => id)).size);
  });

  it('say on one line what is wrong', () => {
    const messages = rules.filter(isObjectRule).flatMap((rule) => rule.expressions.map(({ message }) => message));
    expect(messages.filter((message) => message.includes('\n') || message === '')).toEqual([]);
  });

  it('name no parameter that they have not', () => {
    for (const rule of rules.filter(isObjectRule)) expect(() => textsOf(rule)).not.toThrow();
  });
});
