import type { Environment, PromotionWindow } from '../declaration/index.ts';
import { doubles, fault } from './fault.ts';
import { labelFaults } from './names.ts';

const day = 86_400_000;

/** A window whose times can be read. `from` and `until` in milliseconds since the epoch; `from` is the start, lead time not counted. */
interface Span {
  readonly window: PromotionWindow;
  readonly from: number;
  readonly until: number;
}

/** Promotion windows end after they start and do not overlap, their lead times included. */
export function promotionFaults({ promotions }: Environment): string[] {
  const spans = promotions.flatMap(spanOf).sort((a, b) => a.from - b.from || a.until - b.until || (a.window.name < b.window.name ? -1 : 1));
  return [
    ...doubles(promotions.map(({ name }) => name)).map((name) => fault(`two promotions are named ${name}`, 'rename one')),
    ...promotions.flatMap(windowFaults),
    ...spans.flatMap(durationFaults),
    ...spans.flatMap((first, i) => spans.slice(i + 1).flatMap((second) => overlapFaults(first, second))),
  ];
}

function spanOf(window: PromotionWindow): Span[] {
  const { start, end, timezone } = window;
  if (!isLocalTime(start) || !isLocalTime(end) || !isTimezone(timezone)) return [];
  return [{ window, from: momentOf(start, timezone), until: momentOf(end, timezone) }];
}

function windowFaults({ name, start, end, timezone, lead, floor }: PromotionWindow): string[] {
  return [
    ...[start, end].filter((local) => !isLocalTime(local)).map((local) => fault(`promotion ${name} has the time "${local}"`, 'write local time as 2026-11-27T06:00')),
    ...(isTimezone(timezone) ? [] : [fault(`promotion ${name} is in the time zone ${timezone}`, 'use a name of the IANA time zone database, such as Europe/Paris')]),
    ...(lead >= 60_000 ? [] : [fault(`promotion ${name} raises the floor ${lead} ms ahead`, 'give it at least a minute')]),
    ...(floor >= 1 ? [] : [fault(`promotion ${name} multiplies the floor by ${floor}`, 'a promotion raises it: use 1 or more')]),
    ...labelFaults('promotion', name),
  ];
}

function durationFaults({ window: { name, start, end }, from, until }: Span): string[] {
  if (until <= from) return [fault(`promotion ${name} ends at ${end}, before it starts at ${start}`, 'exchange or correct them')];
  return until - from > 31 * day ? [fault(`promotion ${name} lasts longer than 31 days (${start} to ${end})`, 'raise replicas.min instead')] : [];
}

/** `first` starts no later than `second`. A window that ends before it starts is told as such alone. */
function overlapFaults(first: Span, second: Span): string[] {
  if (first.until <= first.from || second.until <= second.from || second.from - second.window.lead >= first.until) return [];
  return [fault(`the promotions ${first.window.name} (until ${first.window.end}) and ${second.window.name} (from ${second.window.start}, less its lead time) overlap`, 'join them, or let one end before the other begins')];
}

function isLocalTime(local: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local)) return false;
  try {
    return Boolean(Temporal.PlainDateTime.from(local, { overflow: 'reject' }));
  } catch {
    return false;
  }
}

function isTimezone(timezone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: timezone }));
  } catch {
    return false;
  }
}

const momentOf = (local: string, timezone: string): number => Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).epochMilliseconds;
