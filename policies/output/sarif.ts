/** SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a change. */
import { sep } from 'node:path';
import type { Finding } from '../judge.ts';
import type { Fault, Location } from '../manifests/index.ts';
import type { Report } from '../report.ts';
import type { Rule } from '../rule.ts';
import { placesOf, saying } from './places.ts';

const uriOf = (file: string): string => encodeURI(file.split(sep).join('/'));

const physical = ({ file, line, column }: Pick<Location, 'file'> & Partial<Location>) => ({
  physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(line !== undefined && { region: { startLine: line, ...(column !== undefined && { startColumn: column }) } }) },
});

const ruleOf = (rule: Rule) => ({
  id: rule.id,
  shortDescription: { text: rule.title },
  fullDescription: { text: rule.why },
  defaultConfiguration: { level: rule.severity ?? 'error' },
  properties: { tags: rule.controls },
});

const resultOf = (finding: Finding) => ({
  ruleId: finding.rule.id,
  level: finding.severity,
  message: { text: saying(finding) },
  locations: placesOf(finding).map((place) => ({ ...physical(place), logicalLocations: [{ fullyQualifiedName: `${finding.manifest.title} ${place.field}`.trim() }] })),
});

const notification = (fault: Fault) => ({ level: 'error', message: { text: fault.message }, descriptor: { id: fault.code }, locations: [physical(fault)] });

/** What is wrong with waivers is a rule of its own to those who read the report. */
const staleRule = { id: 'waivers/stale', shortDescription: { text: 'A waiver counts and is needed' }, defaultConfiguration: { level: 'error' } };

export function sarif({ rules, setBy, findings, waived, stale, faults, at }: Report): string {
  const results = [
    ...findings.map(resultOf),
    ...waived.map(({ finding, waiver }) => ({ ...resultOf(finding), suppressions: [{ ...(waiver.on ? { kind: 'inSource', location: physical(waiver.location) } : { kind: 'external' }), status: 'accepted', justification: `${waiver.reason} (${waiver.approver}, ${waiver.ticket}, until ${waiver.expires})` }] })),
    ...stale.map(({ message, location }) => ({ ruleId: staleRule.id, level: 'error', message: { text: message }, locations: [physical(location)] })),
  ];
  const run = {
    tool: { driver: { name: 'guichet-policies', rules: [...rules.map(ruleOf), staleRule] } },
    invocations: [{ executionSuccessful: faults.length === 0, endTimeUtc: at, toolExecutionNotifications: faults.map(notification) }],
    results,
    ...(setBy.length > 0 && { properties: { rulesSetBy: setBy } }),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}
