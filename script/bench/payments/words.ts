/** What is printed, as people read it. */
import { loadavg } from 'node:os';
import type { Spread } from './percentiles.ts';

export const ms = (milliseconds: number): string => `${milliseconds.toFixed(1)} ms`;
export const said = ({ p50, p95, p99 }: Spread): string => `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`;

export const shared = (used: Readonly<Record<string, number>>, payments: number): string => Object.entries(used).map(([name, spent]) => `${name} ${ms((spent * 1_000) / payments)}`).join(', ');

/** What else goes on on this machine: times of a run are those of a machine that it shares. */
export const load = (): string => `load averages ${loadavg().map((one) => one.toFixed(1)).join(', ')}`;

/** Of processes, in seconds. */
export const total = (used: Readonly<Record<string, number>>): number => Object.values(used).reduce((sum, spent) => sum + spent, 0);
