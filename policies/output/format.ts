/** What a report can be written as. */
import type { Report } from '../report.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { oscal } from './oscal.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

export type Format = (report: Report) => string;

export const formats = { text, json, sarif, junit, oscal, markdown } as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name);
