/** Looks for the numbers in everything that was written; and proves that it would find one. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Counter } from '../demo/counter.ts';
import { all, namesCode, shapesOf, sightings } from './numbers.ts';
import { databasesOf, filesOf, metricsOf, noticesOf, type Place } from './places.ts';

export interface Searched {
  readonly searched: { readonly places: number; readonly bytes: number };
  readonly leaks: readonly string[];
}

const leaksIn = ({ name, bytes }: Place): string[] => [
  ...sightings(bytes).map(({ number, shape }) => `${name}: ${number}, ${shape}`),
  ...(!name.startsWith('postgres/') && namesCode(Buffer.from(bytes).toString('latin1')) ? [`${name}: a security code, by its name`] : []),
];

/** Exporters send what they have every few seconds; programs have ended nothing yet. */
const flushed = 6000;

export async function leaksOf(counter: Counter, besides: readonly Place[]): Promise<Searched> {
  await new Promise((resolve) => setTimeout(resolve, flushed));
  const places = [...besides, noticesOf(counter), ...(await metricsOf(counter)), ...(await databasesOf(counter)), ...filesOf(counter.folder)];
  return { searched: { places: places.length, bytes: places.reduce((sum, { bytes }) => sum + bytes.length, 0) }, leaks: places.flatMap(leaksIn) };
}

/** Wants each to be found where it was left. */
export async function plantedFaults(counter: Counter): Promise<string[]> {
  const [first = ''] = all;
  appendFileSync(join(counter.folder, 'logs', 'gateway.log'), `{"msg":"${first}"}\n`);
  appendFileSync(join(counter.folder, 'traces.jsonl'), `{"card":"${Buffer.from(first).toString('base64')}"}\n`);
  await counter.events('CREATE TABLE planted AS SELECT $1::bytea AS number', [Buffer.from(first)]);
  const leaks = [...filesOf(counter.folder, '{logs/*,traces.jsonl}'), ...(await databasesOf(counter))].flatMap(leaksIn);
  const missed = ['logs/gateway.log', 'traces.jsonl', 'table events public.planted'].filter((place) => !leaks.some((leak) => leak.startsWith(`${place}: `)));
  const unseen = all.flatMap((number) => shapesOf(number).filter(({ text }) => sightings(Buffer.from(`x${text}y`, 'latin1')).length === 0).map(({ name }) => `${number.slice(-4)} ${name}`));
  return [...missed.map((place) => `what was planted in ${place} was not found`), ...unseen.map((shape) => `${shape} would not be found`)];
}
