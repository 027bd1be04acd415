/** Where findings are, as every format needs it. */
import type { Finding } from '../judge.ts';
import { pathText, type Location } from '../manifests/index.ts';

export interface Place extends Location {
  readonly field: string;
}

export const placesOf = ({ manifest, paths }: Finding): Place[] => paths.map((path) => ({ ...manifest.locate(...path), field: pathText(path) }));

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The message without the rule's name, where that is told beside it. */
export const saying = ({ rule, message }: Finding): string => (message.startsWith(`${rule.id}: `) ? message.slice(rule.id.length + 2) : message);
