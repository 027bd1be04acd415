/** For people at a terminal: a line for each finding, which editors open, and what it comes to. */
import { faultText, locationText } from '../manifests/index.ts';
import type { Report } from '../report.ts';
import { counted, placesOf } from './places.ts';

export function text({ rules, setBy, objects, clusters, findings, waived, stale, faults }: Report): string {
  const found = findings.flatMap((finding) => {
    const [first, ...others] = placesOf(finding);
    return first ? [`${locationText(first)}: ${finding.severity}: ${finding.message} (${finding.manifest.title})`, ...others.map((place) => `${locationText(place)}:   also here`)] : [];
  });
  const summary = `${counted(objects, 'object')}${clusters > 1 ? ` of ${clusters} clusters` : ''} by ${counted(rules.length, 'rule')}: ${counted(findings.length, 'finding')}, ${waived.length} waived${stale.length > 0 ? `, ${counted(stale.length, 'waiver')} to take out` : ''}${faults.length > 0 ? `; ${counted(faults.length, 'part')} could not be read, and was not judged` : ''}${setBy.length > 0 ? `\nrules as set by ${setBy.join(', ')}` : ''}`;
  return `${[...faults.map((fault) => `${faultText(fault)} (not judged)`), ...found, ...stale.map(({ location, message }) => `${locationText(location)}: error: ${message}`), objects === 0 ? 'nothing was judged: there was no object' : summary].join('\n')}\n`;
}
