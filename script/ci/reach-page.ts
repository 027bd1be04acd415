/**
 * The matrix of who reaches whom, in a real browser and by keys alone: what is searched for is what is shown, each cell leads to its lines, and it can be
 * read on a wide and a narrow screen, in light and dark, and on paper. GUICHET_PICTURES names a folder for pictures of it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environments } from '../../environments/index.ts';
import { load, ManifestIndex } from '../../policies/manifests/index.ts';
import { allWays, reach, worldOf, type EffectiveWay } from '../../policies/reach/index.ts';
import { startBrowser } from './browser/browser.ts';
import { contrastsOf } from './browser/contrast.ts';
import { Page } from './browser/page.ts';
import { check, hold, say, since } from './check.ts';
import { treeFolder } from './shared.ts';

/** What can be seen of the matrix and of the lines below it. */
interface Shown {
  readonly cells: readonly string[];
  readonly lines: readonly string[];
  readonly told: string;
}

const seen = `(() => {
  const visible = (one) => one.checkVisibility();
  return {
    cells: [...document.querySelectorAll('td.open a')].filter(visible).map((one) => one.title).sort(),
    lines: [...document.querySelectorAll('details')].filter(visible).map((one) => one.querySelector('summary').textContent).sort(),
    told: document.getElementById('count').textContent,
  };
})()`;

const pairsOf = (ways: readonly EffectiveWay[]): readonly (readonly [string, string])[] => [...new Map(ways.map(({ from, to }) => [`${from}\n${to}`, [from, to] as const])).values()];

const same = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

const faults: string[] = [];
const expect = (holds: boolean, fault: string): void => {
  if (!holds) faults.push(fault);
};

/** What is searched for, letters large or small, is shown in the matrix and below it, and nothing else. */
async function searched(page: Page, pairs: readonly (readonly [string, string])[], words: string): Promise<void> {
  await page.press('Escape');
  await page.write(words);
  const wanted = pairs.filter(([from, to]) => `${from}\n${to}`.toLowerCase().includes(words.trim().toLowerCase()));
  const { cells, lines, told } = await page.says<Shown>(seen);
  expect(same(cells, wanted.map(([from, to]) => `${from} reaches ${to}`)), `${words}: the matrix shows ${cells.length} ways of ${wanted.length}`);
  expect(same(lines, wanted.map(([from, to]) => `${from} → ${to}`)), `${words}: the lines of ${lines.length} ways are shown of ${wanted.length}`);
  const total = words.trim() === '' ? '' : wanted.length === 0 ? `no way is about ${words.trim()}` : `${wanted.length} of ${pairs.length} ways`;
  expect(told === total, `${words}: it says "${told}" and not "${total}"`);
}

/** What keys have led to, and whether something lies over it. */
interface Focused {
  readonly title: string;
  readonly covered: boolean;
}

const focused = `(() => { const one = document.activeElement; const { left, top } = one.getBoundingClientRect(); return { title: one.title ?? '', covered: !one.contains(document.elementFromPoint(left + 3, top + 3)) }; })()`;

/** Back through a matrix that is scrolled, in which the heads of rows and columns stay where they are. */
async function back(page: Page): Promise<void> {
  await page.press('Tab', 50);
  for (let step = 0; step < 20; step += 1) {
    await page.press('Tab', 1, { shift: true });
    const { title, covered } = await page.says<Focused>(focused);
    expect(!covered, `${title}: the cell that keys lead back to is below the heads`);
  }
  await page.press('Tab', 30, { shift: true });
  hold(await page.says(`document.activeElement.id === 'only'`), 'keys do not lead back to the search');
}

/** By keys from the search to a cell, from there to its lines. */
async function led(page: Page): Promise<void> {
  await page.press('Escape');
  await page.write('cards');
  // Past the matrix as a whole, which arrow keys scroll.
  await page.press('Tab', 6);
  const at = await page.says<Focused>(focused);
  expect(/ reaches /.test(at.title), `by keys one comes to "${at.title}" and not to a cell`);
  expect(!at.covered, `${at.title}: the cell that keys lead to is below the heads`);
  await page.press('Enter');
  await page.painted();
  const lines = await page.says<{ readonly summary: string; readonly open: boolean; readonly inView: boolean; readonly files: number }>(`(() => { const one = document.activeElement.closest('details'); const { top } = one?.getBoundingClientRect() ?? {}; return { summary: document.activeElement.textContent, open: one?.open ?? false, inView: top >= -1 && top < innerHeight, files: [...(one?.querySelectorAll('code') ?? [])].filter((code) => /\\.yaml:\\d+:\\d+/.test(code.textContent)).length }; })()`);
  expect(lines.summary === at.title.replace(' reaches ', ' → ') && lines.open && lines.inView && lines.files > 0, `${at.title} leads to ${JSON.stringify(lines)}`);
}

/** Text against what is behind it: 4.5 to 1 (WCAG 2.2, 1.4.3). */
async function legible(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.coloured(scheme);
  for (const { what, ratio } of await contrastsOf(page)) expect(ratio >= 4.5, `${scheme}: ${what} has a contrast of ${ratio.toFixed(1)}`);
}

/** On a telephone the page itself does not scroll sideways, and the names of rows can be read and leave room for what they are about. */
async function narrow(page: Page): Promise<void> {
  await page.sized(390, 844);
  const { overflow, head, lines } = await page.says<{ readonly overflow: number; readonly head: number; readonly lines: number }>(`(() => {
    const heads = [...document.querySelectorAll('tbody th')].filter((one) => one.checkVisibility());
    const lines = (one) => { const range = document.createRange(); range.selectNodeContents(one); return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size; };
    return { overflow: document.documentElement.scrollWidth - innerWidth, head: heads[0].offsetWidth / document.querySelector('.scroll').clientWidth, lines: Math.max(...heads.map(lines)) };
  })()`);
  expect(overflow <= 0, `on a narrow screen the page is ${overflow} pixels too wide`);
  expect(lines <= 4, `on a narrow screen the name of a row is broken into ${lines} lines`);
  expect(head < 0.5, `on a narrow screen the names of rows take ${Math.round(head * 100)} % of the matrix`);
}

/** On paper nothing is folded up, and on the screen everything is as it was. */
async function printed(page: Page): Promise<void> {
  await page.says(`addEventListener('beforeprint', () => { window.folded = [...document.querySelectorAll('details')].filter((one) => !one.open).length; })`);
  const before = await page.says<number>(`document.querySelectorAll('details[open]').length`);
  await page.print();
  const [folded, after] = await page.says<readonly [number, number]>(`[window.folded, document.querySelectorAll('details[open]').length]`);
  expect(folded === 0 && after === before, `in print ${folded} ways are without their lines, and ${after} instead of ${before} are open afterwards`);
}

async function pictured(page: Page, name: string): Promise<void> {
  const folder = process.env['GUICHET_PICTURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), await page.picture());
}

await check(async (resources) => {
  const started = performance.now();
  const environment = environments.at(-1);
  hold(environment !== undefined, 'there is no environment');
  const tree = join(treeFolder, environment.cluster.name);
  const folder = resources.adopt(mkdtempSync(join(tmpdir(), 'guichet-page-')), (path) => rmSync(path, { recursive: true }));
  const file = join(folder, 'reach.html');
  writeFileSync(file, reach({ paths: [tree], format: 'html' }).output);
  const pairs = pairsOf(allWays(worldOf(new ManifestIndex(load([tree]).manifests)), {}));
  hold(pairs.length > 0, `${tree} holds no way: npm run synth first`);

  const { tab } = resources.use(await startBrowser());
  const page = await Page.open(tab, pathToFileURL(file).href);
  await page.sized(1440, 900);
  await page.press('Tab');
  hold(await page.says(`document.activeElement.id === 'only'`), 'the first that keys lead to is not the search');
  const words = ['', 'vault', 'VAULT', ' cards ', 'guichet-cardholder/', 'internet', 'api.stripe.com', '/*', 'nobody-is-called-so'];
  for (const one of words) await searched(page, pairs, one);
  await pictured(page, 'nothing');
  await page.press('Escape');
  await back(page);
  await led(page);
  for (const scheme of ['light', 'dark'] as const) {
    await legible(page, scheme);
    await page.sized(1440, 900);
    await pictured(page, `lines-${scheme}`);
    await page.says('scrollTo(0, 0)');
    await pictured(page, `wide-${scheme}`);
    await narrow(page);
    await pictured(page, `narrow-${scheme}`);
  }
  await printed(page);
  expect(page.complaints.length === 0, `the browser complains: ${page.complaints.join('\n')}`);
  expect(page.requests.every((url) => url.startsWith('file:')), `it asks the network for ${page.requests.join(', ')}`);
  for (const fault of faults) say(fault);
  hold(faults.length === 0, `${faults.length} faults of the page, see above`);
  say(`${pairs.length} ways, ${words.length} searches, by keys, in light and dark, wide, narrow and in print (${since(started)})`);
});
