/** The evidence for programs. */
import { locationOf } from '../judge.ts';
import { saying } from '../output/places.ts';
import { pathText } from '../manifests/index.ts';
import type { Cause } from '../reach/cause.ts';
import type { Evidence } from './gather.ts';
import { preface } from './markdown.ts';
import type { Standard } from './row.ts';

const causeOf = ({ manifest, path }: Cause) => ({ object: manifest.title, field: pathText(path), ...manifest.locate(...path) });

export function json(standard: Standard, all: readonly Evidence[], at: string, setBy: readonly string[] = []): string {
  const controls = all.map(({ row, state, rules, idle, walls, objects, findings, waived, differences }) => ({
    ...row,
    state,
    rules: rules.map(({ id }) => id),
    nothingFor: idle.map(({ id }) => id),
    walls,
    objects: objects.map(({ title, location }) => ({ object: title, ...location })),
    findings: findings.map((finding) => ({ rule: finding.rule.id, object: finding.manifest.title, message: saying(finding), ...locationOf(finding) })),
    waived: waived.map(({ finding, waiver: { reason, approver, ticket, expires } }) => ({ rule: finding.rule.id, object: finding.manifest.title, ...locationOf(finding), reason, approver, ticket, expires })),
    differences: differences.map(({ causes, ...difference }) => ({ ...difference, causes: causes.map(causeOf) })),
  }));
  return `${JSON.stringify({ standard: standard.name, title: standard.title, at, setBy, meaning: preface, controls }, undefined, 2)}\n`;
}
