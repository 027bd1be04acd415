/** Accepted promotions as promotion windows of an environment, which raise the floor of pods before they begin. Pure. */
import { milliseconds, minutes, type Milliseconds, type PromotionWindow } from '../../../../constructs/declaration/index.ts';

/** A promotion that more than the usual load is expected of. */
export interface Busy {
  readonly product: string;
  readonly start: Date;
  readonly end: Date;
  /** Times the usual load. */
  readonly traffic: number;
}

export interface WindowProps {
  /** IANA time zone name: of the environment's other windows. */
  readonly timezone: string;
  /** @default 30 minutes */
  readonly lead?: Milliseconds;
}

const minute = 60_000;

const local = (moment: number, timezone: string): Temporal.PlainDateTime => Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timezone).toPlainDateTime();
const momentOf = (written: Temporal.PlainDateTime, timezone: string): number => written.toZonedDateTime(timezone).epochMilliseconds;

/** Local time of a start: the last whole minute before it. A time that occurs twice in a year means the first, which is early enough. */
const startText = (start: number, timezone: string): string => local(Math.floor(start / minute) * minute, timezone).toString({ smallestUnit: 'minute' });

/** Local time of an end. A time that occurs twice would mean the first, an hour too early: the hour after both is written instead. */
function endText(end: number, timezone: string): string {
  const upTo = Math.ceil(end / minute) * minute;
  const written = local(upTo, timezone);
  const enough = momentOf(written, timezone) >= upTo ? written : written.add({ hours: 1 });
  return enough.toString({ smallestUnit: 'minute' });
}

interface Span {
  readonly products: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly floor: number;
}

/** Windows may not overlap, lead times included: what does is joined, with the higher floor for all of it. */
function joined(spans: readonly Span[], apart: Milliseconds): Span[] {
  return [...spans]
    .sort((a, b) => a.from - b.from || a.until - b.until)
    .reduce<Span[]>((before, next) => {
      const last = before.at(-1);
      if (!last || next.from - apart >= last.until) return [...before, next];
      return [...before.slice(0, -1), { products: [...last.products, ...next.products], from: last.from, until: Math.max(last.until, next.until), floor: Math.max(last.floor, next.floor) }];
    }, []);
}

/** A DNS label of at most 40 characters, as an environment asks for; no two windows start at once. */
function nameOf({ products }: Span, start: string): string {
  const of = products.length === 1 ? (products[0] ?? '') : `${products.length}-products`;
  const label = of.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 17).replace(/-+$/, '');
  return `promo-${label === '' ? '' : `${label}-`}${start.slice(0, 16).toLowerCase().replace(':', '')}`;
}

export function windowsOf(busy: readonly Busy[], { timezone, lead = minutes(30) }: WindowProps): PromotionWindow[] {
  // Ends may be written up to an hour and a minute late, starts a minute early.
  const apart = milliseconds(lead + 62 * minute);
  const spans = busy.map(({ product, start, end, traffic }): Span => ({ products: [product], from: start.getTime(), until: end.getTime(), floor: traffic }));
  return joined(spans, apart).map((span) => {
    const start = startText(span.from, timezone);
    return { name: nameOf(span, start), start, end: endText(span.until, timezone), timezone, lead, floor: span.floor };
  });
}

/** As the lines of an environment's `promotions`. */
export const windowText = ({ name, start, end, timezone, lead, floor }: PromotionWindow): string =>
  `{ name: '${name}', start: '${start}', end: '${end}', timezone: '${timezone}', lead: minutes(${lead / minute}), floor: ${floor} },`;
