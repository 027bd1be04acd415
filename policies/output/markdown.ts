/** For a comment under a change. */
import { faultText, locationText } from '../manifests/index.ts';
import type { Report } from '../report.ts';
import { subjectText } from '../waivers/waiver.ts';
import { counted, placesOf, saying } from './places.ts';

const cell = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`).join('\n');

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`## ${title}`, table(head, rows)];
}

export function markdown({ rules, setBy, objects, findings, waived, stale, faults }: Report): string {
  const parts = [
    '# Policies',
    `${counted(objects, 'object')} by ${counted(rules.length, 'rule')}: ${counted(findings.length, 'finding')}, ${waived.length} waived.`,
    ...(setBy.length > 0 ? [`Rules as set by ${setBy.join(', ')}.`] : []),
    ...section('Not judged', ['where and why'], faults.map((fault) => [faultText(fault)])),
    ...section('Findings', ['where', 'object', 'rule', 'severity', 'what'], findings.map((finding) => [placesOf(finding).map(locationText).join(', '), finding.manifest.title, finding.rule.id, finding.severity, saying(finding)])),
    ...section('Waivers to take out', ['where', 'what'], stale.map(({ location, message }) => [locationText(location), message])),
    ...section('Waived', ['object', 'rule', 'reason', 'approved by', 'ticket', 'until'], waived.map(({ waiver }) => [subjectText(waiver.subject), waiver.rule, waiver.reason, waiver.approver, waiver.ticket, waiver.expires])),
  ];
  return `${parts.join('\n\n')}\n`;
}
