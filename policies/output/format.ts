/** What a report can be written as. */
import type { Report } from '../report.ts';

export type Format = (report: Report) => string;

/** Each is loaded when it is asked for: one run writes one or two. */
export const formats = {
  text: async () => (await import('./text.ts')).text,
  json: async () => (await import('./json.ts')).json,
  sarif: async () => (await import('./sarif.ts')).sarif,
  junit: async () => (await import('./junit.ts')).junit,
  oscal: async () => (await import('./oscal.ts')).oscal,
  markdown: async () => (await import('./markdown.ts')).markdown,
} as const satisfies Record<string, () => Promise<Format>>;

export type FormatName = keyof typeof formats;

export const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name);
