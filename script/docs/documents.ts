/** The documents, or parts of them, that are derived from the declarations. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plan } from '../../constructs/plan.ts';
import { prod } from '../../environments/prod.ts';
import { services } from '../../services/registry.ts';
import { callChart } from './architecture.ts';
import { catalogue } from './catalogue.ts';
import { groups } from '../../policies/rules/index.ts';
import { policies } from './policies.ts';

export interface Document {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

const begin = '<!-- architecture: written by npm run docs -->';
const end = '<!-- /architecture -->';

/** A text with what stands between the two marks exchanged. */
function between(text: string, inserted: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has lost its marks "${begin}" and "${end}": put them round the picture`);
  return `${text.slice(0, from + begin.length)}\n${inserted}\n${text.slice(to)}`;
}

export function documents(root: string): Document[] {
  const planned = plan(services, prod);
  return [
    { path: 'docs/catalogue.md', text: catalogue(planned) },
    { path: 'docs/policies.md', text: policies(groups) },
    { path: 'README.md', text: between(readFileSync(join(root, 'README.md'), 'utf8'), ['```mermaid', callChart(planned), '```'].join('\n')) },
  ];
}
