/** OSCAL 1.1 assessment results (NIST): what was observed of the objects, and what follows for the controls that rules bear on. */
import { createHash } from 'node:crypto';
import type { Finding } from '../judge.ts';
import { locationText } from '../manifests/index.ts';
import type { Report } from '../report.ts';
import { placesOf, saying } from './places.ts';

/** The same for the same words, so that a report changes only where its content does. A UUID of version 5 in form. */
function uuidOf(...words: readonly string[]): string {
  const digits = createHash('sha256').update(words.join('\n')).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-5${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

const placeWords = (finding: Finding): readonly string[] => [finding.rule.id, finding.message, ...placesOf(finding).map(locationText)];

const observation = (finding: Finding, at: string, remark: string) => ({
  uuid: uuidOf('observation', ...placeWords(finding)),
  title: finding.rule.title,
  description: `${finding.manifest.title}: ${saying(finding)}`,
  methods: ['TEST-AUTOMATED'],
  types: ['finding'],
  'relevant-evidence': placesOf(finding).map((place) => ({ description: `${locationText(place)} ${place.field}`.trim() })),
  collected: at,
  ...(remark !== '' && { remarks: remark }),
});

/** Control identifiers are tokens: they begin with a letter and hold no slash. */
const token = (control: string): string => control.replaceAll(/[^\w.-]+/g, '_').replace(/^(?![A-Za-z_])/, '_');

function findingOf(control: string, report: Report) {
  const rules = report.rules.filter(({ controls }) => controls.some((one) => one === control));
  const broken = report.findings.filter(({ rule }) => rules.some(({ id }) => id === rule.id));
  return {
    uuid: uuidOf('finding', control),
    title: control,
    description: `${rules.length} rules bear on it: ${rules.map(({ id }) => id).join(', ')}. A manifest shows design, not operation.`,
    target: { type: 'objective-id', 'target-id': token(control), status: { state: broken.length === 0 ? 'satisfied' : 'not-satisfied' } },
    ...(broken.length > 0 && { 'related-observations': broken.map((finding) => ({ 'observation-uuid': uuidOf('observation', ...placeWords(finding)) })) }),
  };
}

export function oscal(report: Report): string {
  const { rules, setBy, objects, findings, waived, faults, at } = report;
  const controls = [...new Set(rules.flatMap((rule) => rule.controls))].sort();
  const observations = [...findings.map((finding) => observation(finding, at, '')), ...waived.map(({ finding, waiver }) => observation(finding, at, `waived: ${waiver.reason} (${waiver.approver}, ${waiver.ticket}, until ${waiver.expires})`))];
  const result = {
    uuid: uuidOf('result', at),
    title: 'Manifests by rules',
    description: `${objects} objects by ${rules.length} rules${setBy.length > 0 ? `, as set by ${setBy.join(', ')}` : ''}. ${faults.length === 0 ? 'All was read.' : `${faults.length} parts could not be read, and were not judged.`}`,
    start: at,
    end: at,
    'reviewed-controls': { 'control-selections': controls.length === 0 ? [{ 'include-all': {} }] : [{ 'include-controls': controls.map((control) => ({ 'control-id': token(control) })) }] },
    ...(observations.length > 0 && { observations }),
    // What was not read may break any of them.
    ...(controls.length > 0 && faults.length === 0 && { findings: controls.map((control) => findingOf(control, report)) }),
  };
  const document = {
    'assessment-results': {
      uuid: uuidOf('assessment-results', at),
      metadata: { title: 'guichet-policies', 'last-modified': at, version: at, 'oscal-version': '1.1.3' },
      'import-ap': { href: '#rules', remarks: 'The rules of this tool stand in for an assessment plan.' },
      results: [result],
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
