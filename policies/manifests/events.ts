/** A document as the parser's events. */
import { parseEvents, YAMLException, type Event } from 'js-yaml';
import { withFlowIndented, type Indented } from './flow-lines.ts';

/** Deeper than any object that an API server takes by hand, and shallow enough for every reader's stack. */
export const maxDepth = 500;

/** Why a document cannot be read, and the offset in it as it is written. */
export class Misread extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** Runs what reads a text, and tells where in the document it failed. */
export function reading<T>({ text, original }: Indented, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof YAMLException) throw new Misread(error.reason, original(Math.min(error.mark?.position ?? 0, text.length)));
    throw error;
  }
}

export interface Events extends Indented {
  /** Their offsets are of `text`. */
  readonly events: Event[];
}

const events = (written: Indented): Events => ({ ...written, events: reading(written, (text) => parseEvents(text, { maxDepth })) });

/** Throws `Misread`. */
export function eventsOf(text: string): Events {
  try {
    return events({ text, original: (offset) => offset });
  } catch (error) {
    const indented = error instanceof Misread && error.message === 'deficient indentation' ? withFlowIndented(text) : undefined;
    if (!indented) throw error;
    return events(indented);
  }
}
