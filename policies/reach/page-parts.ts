/** How the page of the matrix looks, and what it does: it is one file, which needs nothing else. */

export const style = `
:root { color-scheme: light dark; --line: #8886; --own: light-dark(#2a7a4d, #58b98a); --head: Canvas; --soft: color-mix(in srgb, CanvasText 75%, Canvas); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
.scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); }
table { border-collapse: separate; border-spacing: 0; font-size: 12px; line-height: 1.25; }
th, td { border: solid var(--line); border-width: 0 1px 1px 0; padding: .2rem .35rem; text-align: center; }
th { font-weight: 600; } th small { font-size: inherit; font-weight: 400; color: var(--soft); }
thead th { position: sticky; top: 0; background: var(--head); vertical-align: bottom; }
thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; text-align: left; } thead th small { display: block; }
tbody th { position: sticky; left: 0; background: var(--head); text-align: left; white-space: nowrap; }
thead th:first-child { left: 0; z-index: 1; }
tbody tr:hover > :not(.open) { background: color-mix(in srgb, CanvasText 7%, Canvas); }
.search { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; margin: 0 0 .75rem; } .search output { color: var(--soft); }
input { font: inherit; padding: .25rem .5rem; width: 22rem; max-width: 100%; box-sizing: border-box; } ::placeholder { color: var(--soft); opacity: 1; }
td.open { background: color-mix(in srgb, var(--own) 25%, Canvas); padding: 0; } td a { color: inherit; text-decoration: none; display: block; padding: .2rem .35rem; }
td.other { background: none; } td.other a { display: none; }
td a:hover { text-decoration: underline; } :focus-visible { outline: 2px solid var(--own); outline-offset: -2px; }
.verdict { padding: .6rem .9rem; border-left: .3rem solid var(--own); background: color-mix(in srgb, var(--own) 10%, Canvas); white-space: pre-wrap; overflow-wrap: anywhere; }
.verdict.differs { --own: light-dark(#b3261e, #f2867e); }
details { border-top: 1px solid var(--line); padding: .35rem 0; } summary { cursor: pointer; overflow-wrap: anywhere; } code { font-size: 12px; overflow-wrap: anywhere; }
details:target { background: color-mix(in srgb, var(--own) 12%, Canvas); }
@media (max-width: 45rem) {
  .search, label { display: block; } details > ul, details ul ul { padding-left: 1.1rem; }
  tbody th { white-space: normal; overflow-wrap: break-word; min-width: 8rem; max-width: 8rem; } tbody th small { display: block; }
  thead th span { max-height: 10rem; white-space: normal; overflow-wrap: anywhere; }
}
@media print { .scroll { overflow: visible; max-height: none; } thead th, tbody th { position: static; } }`;

/** Shows what is about one party, since the whole matrix is wider than a screen; opens the lines that a cell leads to, and those that are printed. */
export const script = `
const [head, ...rows] = [...document.querySelectorAll('tr')].map((row) => [...row.children]);
const lines = [...document.querySelectorAll('details')];
const only = document.getElementById('only');
const scroll = document.querySelector('.scroll');
const open = () => { const one = document.getElementById(location.hash.slice(1)); if (one) { one.open = true; one.querySelector('summary').focus(); } };
const filter = () => {
  const wanted = only.value.trim().toLowerCase();
  const asked = (cell) => cell.textContent.toLowerCase().includes(wanted);
  const shown = rows.map(([from, ...cells]) => cells.map((cell, i) => cell.classList.contains('open') && (asked(from) || asked(head[i + 1]))));
  rows.forEach(([from], i) => { from.parentElement.hidden = !shown[i].includes(true); });
  head.slice(1).forEach((to, j) => { const hidden = !shown.some((row) => row[j]); for (const row of [head, ...rows]) row[j + 1].hidden = hidden; });
  // A cell at a crossing of two that are shown may be about neither.
  rows.forEach(([, ...cells], i) => cells.forEach((cell, j) => { cell.classList.toggle('other', !shown[i][j]); }));
  for (const one of lines) one.hidden = !one.dataset.parties.split(' ').some((party) => party.toLowerCase().includes(wanted));
  const count = shown.flat().filter(Boolean).length;
  scroll.hidden = count === 0;
  document.getElementById('count').textContent = wanted === '' ? '' : count === 0 ? 'no way is about ' + only.value.trim() : count + ' of ' + lines.length + ' ways';
  // What is led to by keys does not end up below the heads.
  scroll.style.scrollPadding = head[0].offsetHeight + 'px 0 0 ' + head[0].offsetWidth + 'px';
};
only.addEventListener('input', filter); addEventListener('hashchange', open); addEventListener('resize', filter);
document.querySelector('table').addEventListener('click', ({ target }) => { if (target.hash === location.hash) open(); });
let closed = [];
addEventListener('beforeprint', () => { closed = lines.filter((one) => !one.open); for (const one of closed) one.open = true; });
addEventListener('afterprint', () => { for (const one of closed) one.open = false; });
filter(); open();`;
