/** Where in its text every value of a document stands: parsed a second time, and only for documents that somebody asks about. */
import { EVENT_ID, getScalarValue, type Event, type ScalarEvent } from 'js-yaml';
import { eventsOf } from './events.ts';
import type { Path } from './value.ts';

/** A value's place, and those of its fields. A field's place is its key. */
interface Place {
  readonly offset: number;
  readonly children: ReadonlyMap<string | number, Place>;
}

function startOf(event: Event): number {
  const starts = [
    'tagStart' in event ? event.tagStart : -1,
    'anchorStart' in event ? event.anchorStart : -1,
    'valueStart' in event ? event.valueStart : -1,
    'start' in event ? event.start : -1,
  ];
  return Math.min(...starts.filter((start) => start >= 0), Infinity);
}

const anchorOf = (text: string, event: Event): string | undefined => ('anchorStart' in event && event.anchorStart >= 0 ? text.slice(event.anchorStart, event.anchorEnd) : undefined);

/** Reads events one after another, which is how they nest. */
class Reader {
  readonly #text: string;
  readonly #events: Iterator<Event>;
  readonly #anchors = new Map<string, Place>();

  constructor(text: string, events: Iterable<Event>) {
    this.#text = text;
    this.#events = events[Symbol.iterator]();
  }

  document(): Place {
    this.#next();
    return this.#place(this.#next(), 0);
  }

  #next(): Event | undefined {
    return this.#events.next().value;
  }

  /** The place of what an event begins; `before` stands in for a value of which nothing is written. */
  #place(event: Event | undefined, before: number): Place {
    if (!event || event.type === EVENT_ID.POP) return { offset: before, children: new Map() };
    const offset = startOf(event);
    const anchor = anchorOf(this.#text, event);
    if (event.type === EVENT_ID.ALIAS) return { offset, children: this.#anchors.get(anchor ?? '')?.children ?? new Map() };
    const place = { offset: Number.isFinite(offset) ? offset : before, children: new Map<string | number, Place>() };
    if (anchor !== undefined) this.#anchors.set(anchor, place);
    if (event.type === EVENT_ID.SEQUENCE) this.#items(place);
    if (event.type === EVENT_ID.MAPPING) this.#fields(place);
    return place;
  }

  #items({ offset, children }: { readonly offset: number; readonly children: Map<string | number, Place> }): void {
    let index = 0;
    for (let event = this.#next(); event && event.type !== EVENT_ID.POP; event = this.#next()) children.set(index++, this.#place(event, offset));
  }

  #fields({ children }: { readonly children: Map<string | number, Place> }): void {
    const merged: Place[] = [];
    for (let event = this.#next(); event && event.type !== EVENT_ID.POP; event = this.#next()) {
      const key = event.type === EVENT_ID.SCALAR ? this.#keyOf(event) : '';
      const { offset } = this.#place(event, 0);
      const value = this.#place(this.#next(), offset);
      if (key === '<<') merged.push(value, ...value.children.values());
      else children.set(key, { offset, children: value.children });
    }
    for (const { children: others } of merged) for (const [key, place] of others) if (!children.has(key)) children.set(key, place);
  }

  #keyOf(event: ScalarEvent): string {
    return getScalarValue(this.#text, event);
  }
}

/** Gives the offset of what a path leads to, or of the last of it that is there: a missing field is told by its object. */
export function positionsOf(text: string): (path: Path) => number {
  const { events, text: read, original } = eventsOf(text);
  const root = new Reader(read, events).document();
  return (path) => {
    let place = root;
    for (const key of path) {
      const next = place.children.get(key);
      if (!next) break;
      place = next;
    }
    return original(place.offset);
  };
}
