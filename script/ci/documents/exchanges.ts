/** Holds what went over the wire between a connector and the sandbox to the provider's documents. */
import type { Seen } from '../../../services/sandbox/frame/door.ts';
import type { Document } from './document.ts';

export interface Findings {
  readonly requests: number;
  readonly answers: number;
  /** What no document speaks of, with our reason. */
  readonly left: ReadonlyMap<string, number>;
  /** With how often; empty where everything fits. */
  readonly faults: ReadonlyMap<string, number>;
}

export interface ExchangesProps {
  /** The first that has an operation judges it. */
  readonly documents: readonly Document[];
  /** What is in none of them, by `METHOD /path` as a pattern, and why. */
  readonly elsewhere: readonly (readonly [RegExp, string])[];
  /** The body of a request, where it is not JSON. @default - the JSON that was read */
  readonly bodyOf?: (seen: Seen) => unknown;
  /** @default 'application/json' */
  readonly media?: string;
}

const count = (into: Map<string, number>, line: string): void => void into.set(line, (into.get(line) ?? 0) + 1);

export function judgeExchanges(seen: readonly Seen[], { documents, elsewhere, bodyOf = ({ request }) => request.json, media }: ExchangesProps): Findings {
  const [faults, left] = [new Map<string, number>(), new Map<string, number>()];
  let [requests, answers] = [0, 0];
  for (const one of seen) {
    const { request: { method, path, text }, answer, template = path } = one;
    const where = `${method} ${template}`;
    const document = documents.find((candidate) => candidate.has(method, path));
    const reason = elsewhere.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
    if (!document) {
      count(reason === undefined ? faults : left, reason === undefined ? `${where} is in no document` : `${where}: ${reason}`);
      continue;
    }
    const asking = document.request(method, path, media);
    if (text !== '' && asking) {
      requests += 1;
      for (const line of asking(bodyOf(one))) count(faults, `request ${where}: ${line}`);
    } else if (text !== '' && text !== '{}') count(faults, `request ${where}: the document knows no body`);
    const answering = document.answer(method, path, answer.status);
    if (answer.body === undefined) continue;
    if (!answering) {
      // Word for word, some documents describe no body of an error.
      if (answer.status < 400) count(faults, `answer ${answer.status} of ${where}: the document knows no body`);
      continue;
    }
    answers += 1;
    for (const line of answering(answer.body)) count(faults, `answer ${answer.status} of ${where}: ${line}`);
  }
  return { requests, answers, left, faults };
}
