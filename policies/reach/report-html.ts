/** The matrix as one page that needs nothing else: who reaches whom, and by which lines. */
import { causeText } from './cause.ts';
import { portsText } from './ports.ts';
import type { EffectiveWay } from './ways.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
:root { color-scheme: light dark; --line: #8884; --own: #2a7a4d; --head: Canvas; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
.scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); }
table { border-collapse: separate; border-spacing: 0; font-size: 12px; line-height: 1.25; }
th, td { border: solid var(--line); border-width: 0 1px 1px 0; padding: .2rem .35rem; text-align: center; }
th { font-weight: 600; } th small { font-size: inherit; font-weight: 400; opacity: .75; }
thead th { position: sticky; top: 0; background: var(--head); vertical-align: bottom; }
thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; text-align: left; } thead th small { display: block; }
tbody th { position: sticky; left: 0; background: var(--head); text-align: left; white-space: nowrap; }
thead th:first-child { left: 0; z-index: 1; }
tbody tr:hover > :not(.open) { background: color-mix(in srgb, CanvasText 7%, Canvas); }
label { display: block; margin: 0 0 .75rem; } input { font: inherit; padding: .25rem .5rem; width: 22rem; max-width: 100%; }
td.open { background: color-mix(in srgb, var(--own) 22%, Canvas); } td a { color: inherit; text-decoration: none; }
.verdict { padding: .6rem .9rem; border-left: .3rem solid var(--own); background: color-mix(in srgb, var(--own) 10%, Canvas); white-space: pre-wrap; }
.verdict.differs { --own: #b3261e; }
details { border-top: 1px solid var(--line); padding: .35rem 0; } summary { cursor: pointer; } code { font-size: 12px; overflow-wrap: anywhere; }
details:target { background: color-mix(in srgb, var(--own) 12%, Canvas); }`;

/** Shows what is about one party, since the whole matrix is wider than a screen; opens the lines that a cell leads to. */
const script = `
const open = () => { const one = document.getElementById(location.hash.slice(1)); if (one) one.open = true; };
const [head, ...rows] = [...document.querySelectorAll('tr')].map((row) => [...row.children]);
const only = document.getElementById('only');
const filter = () => {
  const asked = (cell) => cell.textContent.includes(only.value.trim());
  const shown = rows.map(([from, ...cells]) => cells.map((cell, i) => cell.className === 'open' && (asked(from) || asked(head[i + 1]))));
  rows.forEach(([from], i) => { from.parentElement.hidden = !shown[i].includes(true); });
  head.slice(1).forEach((to, j) => { const hidden = !shown.some((row) => row[j]); for (const row of [head, ...rows]) row[j + 1].hidden = hidden; });
  for (const one of document.querySelectorAll('details')) one.hidden = !asked(one.querySelector('summary'));
};
only.addEventListener('input', filter); addEventListener('hashchange', open); open(); filter();`;

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
  return `<div class="scroll"><table><thead><tr><th>from \\ to</th>${columns.map((to) => `<th scope="col"><span>${partyHtml(to)}</span></th>`).join('')}</tr></thead><tbody>${rows
    .map((from) => `<tr><th scope="row">${partyHtml(from)}</th>${columns.map((to) => cell(from, to)).join('')}</tr>`)
    .join('\n')}</tbody></table></div>`;
}

const detail = ([key, ways]: readonly [string, readonly EffectiveWay[]]): string => {
  const [from = '', to = ''] = key.split('\n');
  const lines = ways.map((way) => `<li>${escaped(portsText(way.ports))}${way.operations ? `: ${escaped(way.operations.join('; '))}` : ''}<ul>${[...new Set(way.causes.map(causeText))].map((text) => `<li><code>${escaped(text)}</code></li>`).join('')}</ul></li>`);
  return `<details id="${idOf(from, to)}"><summary>${escaped(from)} → ${escaped(to)}</summary><ul>${lines.join('')}</ul></details>`;
};

export interface Page {
  readonly ways: readonly EffectiveWay[];
  /** The comparison with the declared graph, in words. */
  readonly verdict: string;
  readonly differs: boolean;
}

export function html({ ways, verdict, differs }: Page): string {
  const groups = Map.groupBy(ways, ({ from, to }) => `${from}\n${to}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Who reaches whom</title><style>${style}</style></head>
<body><h1>Who reaches whom</h1>
<p>Computed from the manifests alone: what NetworkPolicies of both ends open and, where the mesh decides, what identities may ask. <code>namespace/*</code> is any other pod of a namespace. Each cell leads to the lines that allow it.</p>
<div class="verdict${differs ? ' differs' : ''}">${escaped(verdict)}</div>
<h2>The matrix: ${groups.size} ways</h2>
<label>Only what is about <input id="only" type="search" placeholder="vault, or guichet-cardholder/"></label>
${matrix(groups, ways)}
<h2>The lines that allow each way</h2>
${[...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(detail).join('\n')}
<script>${script}</script>
</body></html>
`;
}
