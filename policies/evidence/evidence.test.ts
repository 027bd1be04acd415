import { describe, expect, it } from '@jest/globals';
import { prod } from '../../environments/prod.ts';
import { emittedIndex } from '../../test/support/emitted.ts';
import { assess } from '../assess.ts';
import { casesOf } from '../cases.ts';
import { ManifestIndex, parseManifests, Source, type Manifest } from '../manifests/index.ts';
import type { Wall } from '../reach/difference.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rule.ts';
import { gather, rulesOf, wallsOf, type Evidence } from './gather.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { oscal } from './oscal.ts';
import { isChecked, type Row, type Standard } from './row.ts';
import { standards } from './standards/index.ts';

const index = emittedIndex(prod);
const now = new Date('2026-11-25T12:00:00Z');
const reportOf = (of: ManifestIndex, asked: readonly Rule[]) => assess({ clusters: [of.manifests], faults: [], waivers: { rules, waivers: [], bounds: [], faults: [] }, now, rules: asked });
const evidenceOf = (standard: Standard, of: ManifestIndex, asked: readonly Rule[] = []): Evidence[] => gather({ standard, index: of, report: reportOf(of, asked) });

describe('rows and checks', () => {
  it('of every control that a rule names is there a row which it speaks to', () => {
    const claimed = rules.flatMap(({ id, controls }) => controls.map((control) => ({ id, control })));
    const known = new Set(standards.flatMap(({ name, rows }) => rows.filter(isChecked).map(({ id }) => `${name}/${id}`)));
    const ours = claimed.filter(({ control }) => standards.some(({ name }) => control.startsWith(`${name}/`)));
    expect(ours.length).toBeGreaterThan(50);
    expect(ours.filter(({ control }) => !known.has(control))).toEqual([]);
  });

  it.each(standards.map((standard) => [standard.name, standard] as const))('no control is claimed that nothing checks: %s', (_, standard) => {
    expect(standard.rows.filter((row) => isChecked(row) && rulesOf(standard, row, rules).length + wallsOf(row).length === 0).map(({ id }) => id)).toEqual([]);
    expect(new Set(standard.rows.map(({ id }) => id)).size).toBe(standard.rows.length);
  });
});

/** One object of each wall, without which the wall is another. */
const keystones: Readonly<Record<Wall, (manifest: Manifest) => boolean>> = {
  ingress: ({ kind, name }) => kind === 'NetworkPolicy' && name === 'vault-from-cards',
  egress: ({ kind, name }) => kind === 'NetworkPolicy' && name === 'cards-to-vault',
  exits: ({ kind, namespace }) => kind === 'EgressFirewall' && namespace === 'guichet-cardholder-egress',
  mesh: ({ kind, name }) => kind === 'AuthorizationPolicy' && name === 'vault-from-cards',
  calls: ({ kind, name, namespace }) => kind === 'Service' && name === 'vault' && namespace === 'guichet-cardholder',
  doors: ({ kind, name }) => kind === 'Route' && name === 'card-entry',
  outside: ({ kind, name }) => kind === 'ServiceEntry' && name === 'stripe',
};

const directRows = standards.flatMap((standard) => standard.rows.filter((row) => row.shown === 'direct').map((row) => ({ standard, row })));
const stateOf = (standard: Standard, row: Row, of: ManifestIndex): Evidence['state'] | undefined => evidenceOf({ ...standard, rows: [row] }, of)[0]?.state;

describe('a direct row', () => {
  it.each(directRows.map(({ standard, row }) => [`${standard.name} ${row.id}`, standard, row] as const))('holds for the tree, and fails without a part of each of its walls: %s', (_, standard, row) => {
    expect(stateOf(standard, row, index)).toBe('holds');
    const walls = wallsOf(row);
    expect(walls.length).toBeGreaterThan(0);
    for (const wall of walls) expect([wall, stateOf(standard, { ...row, shown: 'direct', walls: [wall] }, new ManifestIndex(index.manifests.filter((one) => !keystones[wall](one))))]).toEqual([wall, 'failed']);
  });
});

const rulesOfDirect = directRows.flatMap(({ standard, row }) => rulesOf(standard, row, rules).map((rule) => ({ standard, row, rule })));

describe('a rule that a direct row names', () => {
  it('speaks to every such row by at least one that has something to look at in the tree, save those of walls alone', () => {
    const idle = directRows.map(({ standard, row }) => ({ id: `${standard.name} ${row.id}`, evidence: evidenceOf({ ...standard, rows: [{ ...row, shown: 'direct', walls: [] }] }, index, rules)[0] }));
    expect(idle.filter(({ evidence }) => evidence && evidence.rules.length > 0 && evidence.idle.length === evidence.rules.length).map(({ id }) => id)).toEqual([]);
  });

  it.each(rulesOfDirect.map(({ standard, row, rule }) => [`${standard.name} ${row.id}`, rule.id, standard, row, rule] as const))('fails %s by every case that breaks it: %s', (_, __, standard, row, rule) => {
    const broken = casesOf(rule).filter(({ breaks }) => breaks);
    const states = broken.map(({ name, text }) => evidenceOf({ ...standard, rows: [{ ...row, shown: 'direct', walls: [] }] }, new ManifestIndex(parseManifests(new Source(name, text)).manifests), [rule])[0]?.state);
    expect(states).toEqual(broken.map(() => 'failed'));
    expect(states.length).toBeGreaterThan(0);
  });
});

const bad = 'apiVersion: v1\nkind: Pod\nmetadata: {name: shop, namespace: shop}\nspec:\n  containers:\n    - name: app\n      image: app\n      securityContext:\n        privileged: true\n';
const small: Standard = { name: 'pci-dss-4.0.1', title: 'PCI DSS', rows: [{ id: '2.2.6', shown: 'partial', asked: 'settings | keep', still: 'nodes' }, { id: '1.3.1', shown: 'direct', walls: ['ingress'], asked: 'in', still: 'all' }, { id: '9.2.1', shown: 'not shown by manifests', asked: 'rooms', still: 'the rooms' }] };

describe('evidence of other manifests', () => {
  const other = new ManifestIndex(parseManifests(new Source('bad.yaml', bad)).manifests);
  const all = evidenceOf(small, other, rules.filter(({ id }) => id === 'pod-security/privileged'));

  it('fails by a finding, and counts nothing as holding that could not be judged', () => {
    expect(all.map(({ state }) => state)).toEqual(['failed', 'not judged', 'not checked']);
  });

  it('tells which rules had nothing to look at', () => {
    const [one] = evidenceOf(small, other, rules.filter(({ id }) => id === 'pod-security/privileged' || id === 'openshift/narrow-scc'));
    expect(one?.idle.map(({ id }) => id)).toEqual(['openshift/narrow-scc']);
    expect(markdown(small, one ? [one] : [], 'now')).toContain('`pod-security/privileged` on 1 objects; nothing here for `openshift/narrow-scc` |');
    expect(JSON.parse(json(small, one ? [one] : [], 'now'))).toMatchObject({ controls: [{ nothingFor: ['openshift/narrow-scc'] }] });
  });

  it('has the file and the line in every form, and says what it is not', () => {
    expect(markdown(small, all, 'now')).toContain('- broken: bad.yaml:9:9 Pod shop/shop: `pod-security/privileged`');
    expect(markdown(small, all, 'now')).toContain('design, not operation');
    expect(JSON.parse(json(small, all, 'now'))).toMatchObject({ controls: [{ id: '2.2.6', state: 'failed', findings: [{ file: 'bad.yaml', line: 9 }], still: 'nodes' }, { state: 'not judged' }, { state: 'not checked' }] });
    expect(JSON.parse(oscal(small, all, now.toISOString()))).toMatchObject({ 'assessment-results': { results: [{ findings: [{ target: { 'target-id': 'pci-dss-4.0.1_2.2.6', status: { state: 'not-satisfied' } } }, { target: { status: { state: 'not-satisfied' } } }], observations: [{ 'relevant-evidence': [{ href: 'bad.yaml#L2' }] }, {}] }] } });
  });
});
