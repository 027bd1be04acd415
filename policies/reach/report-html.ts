/** The matrix as one page that needs nothing else: who reaches whom, and by which lines. */
import { causeText } from './cause.ts';
import { script, style } from './page-parts.ts';
import { portsText } from './ports.ts';
import type { EffectiveWay } from './ways.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The namespace lighter than the name. */
const partyHtml = (key: string): string => {
  const end = key.indexOf('/') + 1;
  return `${end > 0 ? `<small>${escaped(key.slice(0, end))}</small>` : ''}${escaped(key.slice(end))}`;
};

const idOf = (from: string, to: string): string => `way-${from}-${to}`.replaceAll(/[^\w-]/g, '_');

function matrix(groups: ReadonlyMap<string, readonly EffectiveWay[]>, ways: readonly EffectiveWay[]): string {
  const rows = [...new Set(ways.map(({ from }) => from))].sort();
  const columns = [...new Set(ways.map(({ to }) => to))].sort();
  const cell = (from: string, to: string): string => {
    const found = groups.get(`${from}\n${to}`);
    return found ? `<td class="open"><a href="#${idOf(from, to)}" title="${escaped(`${from} reaches ${to}`)}">${escaped(found.map(({ ports }) => portsText(ports)).join(', '))}</a></td>` : '<td></td>';
  };
  return `<div class="scroll" role="region" aria-label="The matrix" tabindex="0"><table><thead><tr><th scope="col">from \\ to</th>${columns.map((to) => `<th scope="col"><span>${partyHtml(to)}</span></th>`).join('')}</tr></thead><tbody>${rows
    .map((from) => `<tr><th scope="row">${partyHtml(from)}</th>${columns.map((to) => cell(from, to)).join('')}</tr>`)
    .join('\n')}</tbody></table></div>`;
}

const detail = ([key, ways]: readonly [string, readonly EffectiveWay[]]): string => {
  const [from = '', to = ''] = key.split('\n');
  const lines = ways.map((way) => `<li>${escaped(portsText(way.ports))}${way.operations ? `: ${escaped(way.operations.join('; '))}` : ''}<ul>${[...new Set(way.causes.map(causeText))].map((text) => `<li><code>${escaped(text)}</code></li>`).join('')}</ul></li>`);
  return `<details id="${idOf(from, to)}" data-parties="${escaped(`${from} ${to}`)}"><summary>${escaped(from)} → ${escaped(to)}</summary><ul>${lines.join('')}</ul></details>`;
};

export interface Page {
  /** What was read, as whoever asked wrote it. */
  readonly of: readonly string[];
  readonly ways: readonly EffectiveWay[];
  /** The comparison with the declared graph, in words. */
  readonly verdict: string;
  readonly differs: boolean;
}

export function html({ of, ways, verdict, differs }: Page): string {
  const groups = Map.groupBy(ways, ({ from, to }) => `${from}\n${to}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Who reaches whom: ${escaped(of.join(' '))}</title><style>${style}</style></head>
<body><h1>Who reaches whom: ${escaped(of.join(' '))}</h1>
<p>Computed from the manifests alone: what NetworkPolicies of both ends open and, where the mesh decides, what identities may ask. <code>namespace/*</code> is any other pod of a namespace. Each cell leads to the lines that allow it.</p>
<div class="verdict${differs ? ' differs' : ''}">${escaped(verdict)}</div>
<h2>The matrix: ${groups.size} ways</h2>
<div class="search" role="search"><label>Only what is about <input id="only" type="search" autocomplete="off" spellcheck="false" placeholder="vault, or guichet-cardholder/"></label><output id="count" for="only"></output></div>
${matrix(groups, ways)}
<h2>The lines that allow each way</h2>
${[...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(detail).join('\n')}
<script>${script}</script>
</body></html>
`;
}
