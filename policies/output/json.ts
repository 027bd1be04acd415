/** For programs: stable names, nothing that depends on the terminal. */
import type { Finding } from '../judge.ts';
import type { Report } from '../report.ts';
import type { Waiver } from '../waivers/waiver.ts';
import { subjectText } from '../waivers/waiver.ts';
import { placesOf, saying } from './places.ts';

const findingOf = (finding: Finding) => ({
  rule: finding.rule.id,
  severity: finding.severity,
  message: saying(finding),
  object: { apiVersion: finding.manifest.apiVersion, kind: finding.manifest.kind, ...(finding.manifest.namespace !== undefined && { namespace: finding.manifest.namespace }), name: finding.manifest.name },
  places: placesOf(finding),
  controls: finding.rule.controls,
  ...(finding.unjudged && { unjudged: true }),
});

const waiverOf = ({ rule, subject, reason, approver, ticket, expires, location }: Waiver) => ({ rule, subject: subjectText(subject), reason, approver, ticket, expires, ...location });

export function json({ rules, setBy, objects, findings, waived, stale, faults }: Report): string {
  const document = {
    objects,
    rules: rules.map(({ id }) => id),
    setBy,
    findings: findings.map(findingOf),
    waived: waived.map(({ finding, waiver }) => ({ ...findingOf(finding), waiver: waiverOf(waiver) })),
    staleWaivers: stale.map(({ waiver, message }) => ({ ...waiverOf(waiver), message })),
    notJudged: faults,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
