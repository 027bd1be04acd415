/** The matrix as one page that needs nothing else: who reaches whom, and by which lines. */
import { causeText } from './cause.ts';
import { portsText } from './ports.ts';
import type { EffectiveWay } from './ways.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
:root { color-scheme: light dark; --line: #8884; --own: #2a7a4d; --head: Canvas; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
.scroll { overflow: auto; max-height: 80vh; border: 1px solid var(--line); }
table { border-collapse: collapse; font-size: 12px; }
th, td { border: 1px solid var(--line); padding: .2rem .35rem; text-align: center; }
thead th { position: sticky; top: 0; background: var(--head); vertical-align: bottom; }
thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
tbody th { position: sticky; left: 0; background: var(--head); text-align: left; white-space: nowrap; font-weight: 500; }
td.open { background: color-mix(in srgb, var(--own) 22%, Canvas); } td a { color: inherit; text-decoration: none; }
.verdict { padding: .6rem .9rem; border-left: .3rem solid var(--own); background: color-mix(in srgb, var(--own) 10%, Canvas); white-space: pre-wrap; }
.verdict.differs { --own: #b3261e; }
details { border-top: 1px solid var(--line); padding: .35rem 0; } summary { cursor: pointer; } code { font-size: 12px; overflow-wrap: anywhere; }
details:target { background: color-mix(in srgb, var(--own) 12%, Canvas); }`;

const idOf = (from: string, to: string): string => `way-${from}-${to}`.replaceAll(/[^\w-]/g, '_');

function matrix(groups: ReadonlyMap<string, readonly EffectiveWay[]>, ways: readonly EffectiveWay[]): string {
  const rows = [...new Set(ways.map(({ from }) => from))].sort();
  const columns = [...new Set(ways.map(({ to }) => to))].sort();
  const cell = (from: string, to: string): string => {
    const found = groups.get(`${from}\n${to}`);
    return found ? `<td class="open"><a href="#${idOf(from, to)}" title="${escaped(`${from} reaches ${to}`)}">${escaped(found.map(({ ports }) => portsText(ports)).join(', '))}</a></td>` : '<td></td>';
  };
  return `<div class="scroll"><table><thead><tr><th>from \\ to</th>${columns.map((to) => `<th scope="col"><span>${escaped(to)}</span></th>`).join('')}</tr></thead><tbody>${rows
    .map((from) => `<tr><th scope="row">${escaped(from)}</th>${columns.map((to) => cell(from, to)).join('')}</tr>`)
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
${matrix(groups, ways)}
<h2>The lines that allow each way</h2>
${[...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(detail).join('\n')}
<script>const open = () => { const one = document.getElementById(location.hash.slice(1)); if (one) one.open = true; }; addEventListener('hashchange', open); open();</script>
</body></html>
`;
}
