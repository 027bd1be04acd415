/** JUnit's XML: a test for each rule, and an error for what could not be read. */
import type { Finding } from '../judge.ts';
import { faultText, locationText } from '../manifests/index.ts';
import type { Report } from '../report.ts';
import { placesOf, saying } from './places.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text in XML 1.0, which has no control characters. */
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '').replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');

const failure = (finding: Finding): string => {
  const [first] = placesOf(finding);
  return `      <failure type="${finding.severity}" message="${escaped(saying(finding))}">${escaped(`${first ? locationText(first) : ''}: ${finding.manifest.title}`)}</failure>`;
};

const testcase = (group: string, name: string, inside: readonly string[]): string => (inside.length === 0 ? `    <testcase classname="${escaped(group)}" name="${escaped(name)}"/>` : `    <testcase classname="${escaped(group)}" name="${escaped(name)}">\n${inside.join('\n')}\n    </testcase>`);

export function junit({ rules, findings, stale, faults }: Report): string {
  const byRule = Map.groupBy(findings, ({ rule }) => rule.id);
  const cases = [
    ...rules.map(({ id }) => testcase(id.replace(/\/.*$/, ''), id, (byRule.get(id) ?? []).map(failure))),
    ...stale.map(({ location, message }) => testcase('waivers', message, [`      <failure type="error" message="${escaped(message)}">${escaped(locationText(location))}</failure>`])),
    ...faults.map((fault) => testcase('reading', fault.file, [`      <error type="${fault.code}" message="${escaped(faultText(fault))}"/>`])),
  ];
  const failed = byRule.size + stale.length;
  const head = `tests="${cases.length}" failures="${failed}" errors="${faults.length}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="guichet-policies" ${head}>\n  <testsuite name="guichet-policies" ${head}>\n${cases.join('\n')}\n  </testsuite>\n</testsuites>\n`;
}
