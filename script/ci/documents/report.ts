/** One provider's part of the check. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenariosOf, type Fixture } from '../../../services/kit/provider/conformance.ts';
import { hold, say } from '../check.ts';
import { shared } from '../shared.ts';
import { openDocument, type Document, type DocumentProps } from './document.ts';
import type { Findings } from './exchanges.ts';
import { isObject, type Json } from './schema.ts';

/** Below `../shared/providers`. */
export function readJson(...path: readonly string[]): Json {
  const value: unknown = JSON.parse(readFileSync(join(shared, 'providers', ...path), 'utf8'));
  hold(isObject(value), `${path.join('/')} is no JSON object`);
  return value;
}

export const readDocument = (file: readonly string[], props?: DocumentProps): Document => openDocument(readJson(...file), props);

/** Plays the whole conformance kit, so that what goes over the wire is what is asked in earnest. */
export async function playAll(fixture: Fixture): Promise<void> {
  for (const { name, play } of scenariosOf(fixture)) {
    await play().catch((error: unknown) => {
      throw new Error(`${fixture.route}, ${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

export interface Report extends Findings {
  readonly provider: string;
  readonly webhooks: number;
  /** Signatures of the vectors that were made by others. */
  readonly vectors?: number;
}

export function tell({ provider, requests, answers, webhooks, vectors, left, faults }: Report): void {
  say(`${provider}: ${requests} requests, ${answers} answers and ${webhooks} webhooks fit its documents${vectors === undefined ? '' : `, ${vectors} signatures agree`}`);
  for (const [line, times] of left) say(`  left out, ${times} times: ${line}`);
  for (const [line, times] of faults) say(`  does not fit, ${times} times: ${line}`);
  hold(faults.size === 0, `${provider}: ${faults.size} things do not fit its documents, see above`);
  hold(requests > 0 && answers > 0, `${provider}: nothing was judged`);
}
