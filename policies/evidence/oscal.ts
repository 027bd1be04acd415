/** The evidence as OSCAL 1.1 assessment results (NIST): what was examined, and what follows for each control that checks speak to. */
import { createHash } from 'node:crypto';
import { locationText } from '../manifests/index.ts';
import type { Evidence } from './gather.ts';
import { preface, setText } from './markdown.ts';
import type { Standard } from './row.ts';

/** The same for the same words, so that a report changes only where its content does. A UUID of version 5 in form. */
function uuidOf(...words: readonly string[]): string {
  const digits = createHash('sha256').update(words.join('\n')).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-5${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** Identifiers of controls are tokens, which begin with a letter or an underscore. */
const tokenOf = (standard: Standard, id: string): string => `${standard.name}_${id}`.replaceAll(/[^\w.-]/g, '_').replace(/^(?![A-Za-z_])/, '_');

const observation = (standard: Standard, { row, objects, findings, differences, waived }: Evidence, at: string) => ({
  uuid: uuidOf('observation', standard.name, row.id),
  title: row.asked,
  description: `${objects.length} objects examined: ${findings.length} findings, ${differences.length} differences from the declared graph, ${waived.length} waived.`,
  methods: ['EXAMINE'],
  types: ['control-objective'],
  ...(objects.length > 0 && { 'relevant-evidence': objects.map(({ title, location }) => ({ href: `${location.file}#L${location.line}`, description: `${title}, ${locationText(location)}` })) }),
  collected: at,
  ...(waived.length > 0 && { remarks: waived.map(({ finding, waiver }) => `${finding.rule.id} is waived for ${finding.manifest.title} until ${waiver.expires}: ${waiver.reason} (${waiver.approver}, ${waiver.ticket})`).join('\n') }),
});

const finding = (standard: Standard, { row, state, rules, walls }: Evidence) => ({
  uuid: uuidOf('finding', standard.name, row.id),
  title: `${standard.title} ${row.id}: ${row.shown}`,
  description: `Checked by ${[...rules.map(({ id }) => id), ...walls.map((wall) => `the wall ${wall}`)].join(', ')}. An assessor still has to see: ${row.still}.`,
  target: { type: 'objective-id', 'target-id': tokenOf(standard, row.id), status: { state: state === 'holds' ? 'satisfied' : 'not-satisfied', ...(state === 'not judged' && { reason: 'other', remarks: 'It could not be judged.' }) } },
  'related-observations': [{ 'observation-uuid': uuidOf('observation', standard.name, row.id) }],
});

export function oscal(standard: Standard, all: readonly Evidence[], at: string, setBy: readonly string[] = []): string {
  const checked = all.filter(({ state }) => state !== 'not checked');
  const result = {
    uuid: uuidOf('result', standard.name, at),
    title: `Manifests for ${standard.title}`,
    description: `${preface}${setText(setBy)}`,
    start: at,
    end: at,
    'reviewed-controls': { 'control-selections': [{ 'include-controls': checked.map(({ row }) => ({ 'control-id': tokenOf(standard, row.id) })) }] },
    observations: checked.map((one) => observation(standard, one, at)),
    findings: checked.map((one) => finding(standard, one)),
  };
  const document = {
    'assessment-results': {
      uuid: uuidOf('assessment-results', standard.name, at),
      metadata: { title: `Evidence for ${standard.title}`, 'last-modified': at, version: at, 'oscal-version': '1.1.3' },
      'import-ap': { href: '#rules', remarks: 'The rules and walls of this tool stand in for an assessment plan.' },
      results: [result],
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
