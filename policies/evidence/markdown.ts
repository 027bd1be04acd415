/** The evidence as a document for people. */
import { locationText } from '../manifests/index.ts';
import { saying } from '../output/places.ts';
import { locationOf } from '../judge.ts';
import type { Rule } from '../rule.ts';
import { causeText } from '../reach/cause.ts';
import type { Evidence } from './gather.ts';
import type { Row, Standard } from './row.ts';

const cell = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

const shownText = ({ row, state }: Evidence): string => (state === 'not checked' ? row.shown : `${row.shown}, ${state}`);

const whereOf = (row: Row): string => (row.shown === 'pointer' ? `shown by ${row.where}` : '');

/** What people read of many objects: the list of all is in the details and in the other formats. */
const few = 3;

function checksText({ rules, idle, walls, objects }: Evidence): string {
  const named = (some: readonly Rule[]): string[] => some.map(({ id }) => `\`${id}\``);
  const checks = [...named(rules.filter((rule) => !idle.includes(rule))), ...walls.map((wall) => `wall \`${wall}\``)];
  const asked = checks.length === 0 ? [] : [`${checks.join(', ')} on ${objects.length === 0 ? 'all' : objects.length} objects`];
  return [...asked, ...(idle.length > 0 ? [`nothing here for ${named(idle).join(', ')}`] : [])].join('; ');
}

const summary = (all: readonly Evidence[]): string[] => [
  '| control | asked | status | checks | an assessor still has to see |',
  '|---|---|---|---|---|',
  ...all.map((one) => `| ${one.row.id} | ${cell(one.row.asked)} | ${cell(shownText(one))} | ${cell(checksText(one) || whereOf(one.row))} | ${cell(one.row.still)} |`),
];

function details(one: Evidence): string[] {
  const { row, objects, findings, waived, differences } = one;
  if (one.state === 'not checked') return [];
  return [
    `### ${row.id}: ${shownText(one)}`,
    '',
    ...findings.map((finding) => `- broken: ${locationText(locationOf(finding))} ${finding.manifest.title}: \`${finding.rule.id}\` ${cell(saying(finding))}`),
    ...differences.map(({ side, wall, from, to, what, causes }) => `- ${wall}: ${side === 'more' ? 'open, though not declared' : 'declared, but shut'}: ${cell(`${from} -> ${to}: ${what}`)}${causes.slice(0, few).map((cause) => `; ${cell(causeText(cause))}`).join('')}`),
    ...waived.map(({ finding, waiver }) => `- waived until ${waiver.expires}: ${locationText(locationOf(finding))} ${finding.manifest.title}: \`${finding.rule.id}\`: ${cell(waiver.reason)} (${cell(waiver.approver)}, ${cell(waiver.ticket)})`),
    `<details><summary>${objects.length} objects</summary>`,
    '',
    ...objects.map(({ title, location }) => `- ${location.file}:${location.line} ${title}`),
    '',
    '</details>',
    '',
  ];
}

export const preface = 'A manifest shows design, not operation: that a control is written down, not that a cluster runs it, that somebody watches it, or that it worked yesterday. `direct` means that the manifests are the control and a check fails where they stop being it; `partial`, that they are a part of it; `pointer`, that it is shown elsewhere; the rest no manifest can show. Nothing here is an assessor’s opinion.';

/** What a report says of rules that were set, since they may ask less than usual. */
export const setText = (setBy: readonly string[]): string => (setBy.length > 0 ? ` Rules as set by ${setBy.join(', ')}.` : '');

export function markdown(standard: Standard, all: readonly Evidence[], at: string, setBy: readonly string[] = []): string {
  const count = (state: Evidence['state']): number => all.filter((one) => one.state === state).length;
  return [`# Evidence for ${standard.title}`, '', `${at}: ${count('holds')} controls hold as far as manifests show them, ${count('failed')} failed, ${count('not judged')} could not be judged, ${count('not checked')} are shown elsewhere or not by manifests.${cell(setText(setBy))}`, '', preface, '', ...summary(all), '', '## Objects, findings and waivers', '', ...all.flatMap(details)].join('\n');
}
