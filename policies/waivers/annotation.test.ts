import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lint, mostCost } from '../cel/lint.ts';
import type { Finding } from '../judge.ts';
import { parseManifests, Source, type Fields, type Manifest } from '../manifests/index.ts';
import { rules } from '../rules/index.ts';
import { privileged } from '../rules/pod-security/privileged.ts';
import { shapes } from '../shapes.ts';
import { evaluate } from '../testing/second-engine.ts';
import { annotationOf, isWaivedText, waiverVariables } from './annotation.ts';
import { applyWaivers } from './apply.ts';
import { isDay } from './day.ts';
import { readAnnotations } from './read-annotations.ts';

const none = { rules, waivers: [], bounds: [], faults: [] };

const lines = ['reason: reads the node', 'approver: platform', 'ticket: GUI-1', 'expires: 2026-11-30'];
const whole = lines.join('\n');

function podWith(value: string, metadata: Fields = {}): Manifest {
  const [pod] = parseManifests(new Source('pod.json', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'shop', namespace: 'shop', annotations: { [annotationOf('pod-security/privileged')]: value }, ...metadata } }))).manifests;
  if (!pod) throw new Error('no pod');
  return pod;
}

/** Whether the text that an API server evaluates lets the rule be. */
function waivesAtAdmission(pod: Manifest): boolean {
  const finding: Finding = { rule: privileged, severity: 'error', manifest: pod, paths: [[]], message: '', unjudged: false };
  const waiver = { rule: privileged.id, subject: { kind: 'Pod', namespace: 'shop', name: 'shop' }, reason: '', approver: '', ticket: '', expires: '9999-12-31', location: pod.locate(), on: pod };
  return applyWaivers([finding], [waiver], '2026-11-25').waived.length === 1;
}

/** The same by the second engine. */
function waivesBySecond({ object }: Manifest): boolean {
  const variables: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(waiverVariables(undefined))) variables[name] = evaluate(text, { object, variables });
  return evaluate(isWaivedText('pod-security/privileged'), { object, variables }) === true;
}

describe('days', () => {
  it('are those of the calendar', () => {
    const two = (number: number): string => String(number).padStart(2, '0');
    fc.assert(fc.property(fc.integer({ min: 1900, max: 2500 }), fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 33 }), (year, month, day) => {
      const text = `${year}-${two(month)}-${two(day)}`;
      const parsed = new Date(`${text}T00:00:00Z`);
      expect([text, isDay(text)]).toEqual([text, !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text)]);
    }), { numRuns: 2000 });
    expect(['2000-02-29', '2028-02-29', '2100-02-29', '2027-02-29', '2027-1-31', '2027-01-31 '].map(isDay)).toEqual([true, true, false, false, false, false]);
  });
});

describe('annotations', () => {
  it('have names that Kubernetes takes, one for each rule', () => {
    const names = rules.map(({ id }) => annotationOf(id));
    expect(new Set(names).size).toBe(rules.length);
    expect(names.filter((name) => !/^waiver\.guichet\.dev\/[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/.test(name))).toEqual([]);
  });

  const texts = [undefined, ...shapes].flatMap((shape) => Object.entries(waiverVariables(shape)).map(([name, text]) => [`${name} of ${shape?.name ?? 'an object'}`, text] as const));

  it.each([...texts, ['a rule', isWaivedText('pod-security/privileged')] as const])('are read by API servers from the floor on, at little cost: %s', (_, text) => {
    const { minor, cost, faults } = lint(text);
    expect(faults).toEqual([]);
    expect(minor).toBeLessThanOrEqual(30);
    expect(cost).toBeLessThan(mostCost);
  });

  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...lines) },
    fc.constantFrom('', ' ', '\r', 'reason:', 'reason: ', 'reason:x', 'reason: ""', "ticket: ''", ' reason: x', 'reason : x', 'until: x', 'expires: 2026-02-30', 'expires: 2028-02-29', 'expires: 2026-11-30 ', 'expires: "2026-11-30"', 'expires: 2026-11-30T00:00:00Z', '- reason: x', '{}', `reason: ${'x'.repeat(990)}`, 'reason: \u00a0', 'reason: причина'),
    fc.string({ maxLength: 8 }).map((text) => `reason: ${text}`),
  );
  const values = fc.oneof(fc.shuffledSubarray(lines, { minLength: 3 }).map((all) => all.join('\n')), fc.array(piece, { maxLength: 6 }).map((all) => all.join('\n')), fc.tuple(fc.shuffledSubarray(lines, { minLength: 4 }), fc.array(piece, { maxLength: 1 })).map(([all, more]) => [...all, ...more].join('\n')));

  it('count for `check`, for admission and for the second engine alike, whatever is in them', () => {
    let counted = 0;
    fc.assert(fc.property(values, (value) => {
      const pod = podWith(value);
      const { waivers, faults } = readAnnotations([pod], none);
      expect(waivers.length + Math.min(faults.length, 1)).toBe(1);
      counted += waivers.length;
      expect({ value, admission: waivesAtAdmission(pod), second: waivesBySecond(pod) }).toEqual({ value, admission: waivers.length === 1, second: waivers.length === 1 });
    }), { numRuns: 1500 });
    expect(counted).toBeGreaterThan(200);
  });

  it('say what is wrong with them, all of it', () => {
    const { faults } = readAnnotations([podWith('reason: x\nuntil: tomorrow\nexpires: 2026-02-30\nexpires: 2026-02-30')], none);
    expect(faults.map(({ code, file, line, message }) => [code, file, line, message.replace(/: an annotation waives.*$/, '')])).toEqual([
      'has no approver, ticket',
      'expires on 2026-02-30, which is no day: write it as 2027-01-31, and nothing after it',
      'has no field "until"',
      'says expires twice',
    ].map((message) => ['waiver', 'pod.json', 1, `waiver.guichet.dev/pod-security.privileged: ${message}`]));
  });
});

describe('the clock of an API server', () => {
  const stored = (metadata: Fields): boolean => {
    const pod = podWith(whole, metadata);
    expect(waivesBySecond(pod)).toBe(waivesAtAdmission(pod));
    return waivesAtAdmission(pod);
  };
  const changed = (...times: readonly string[]): Fields => ({ creationTimestamp: '2026-11-01T10:00:00Z', managedFields: times.map((time) => ({ manager: 'argocd', operation: 'Update', time })) });

  it('ends a waiver after its last day, for what is made and for what is changed then', () => {
    expect(stored({ creationTimestamp: '2026-11-30T23:59:59Z' })).toBe(true);
    expect(stored({ creationTimestamp: '2026-12-01T00:00:00Z' })).toBe(false);
    expect(stored(changed('2026-11-02T10:00:00Z', '2026-11-30T23:59:59Z'))).toBe(true);
    expect(stored(changed('2026-12-01T00:00:00Z', '2026-11-02T10:00:00Z'))).toBe(false);
  });

  it('is not asked where files leave it out or write null', () => {
    expect(stored({ creationTimestamp: null })).toBe(true);
    expect(stored({ managedFields: [{ manager: 'argocd' }] })).toBe(true);
  });

  it('is not asked of what a controller makes: a pod must be able to come back at night', () => {
    const owner = (controller: boolean): Fields => ({ creationTimestamp: '2026-12-01T00:00:00Z', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'shop', uid: '1', controller }] });
    expect(stored(owner(true))).toBe(true);
    expect(stored(owner(false))).toBe(false);
  });
});
