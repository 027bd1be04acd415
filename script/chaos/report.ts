/** What a run has come to, for people. */
import type { Outcome } from './run.ts';

const list = (counts: Readonly<Record<string, number>>): string => Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`).join(', ');

export function reportOf(outcome: Outcome): string {
  const { payments, attempts, operations, entries, kills, cuts, connections, struck, repeated, goneHome, states, seconds, wrong } = outcome;
  return [
    `chaos: ${payments} payments, ${attempts} attempts, ${operations} operations, ${entries} journal entries; ${seconds.journeys.toFixed(0)} s of journeys, ${seconds.settling.toFixed(0)} s of settling`,
    `  payments: ${list(states)}`,
    `  programs killed ${kills}, database cut ${cuts} times (${connections} connections), requests sent again ${repeated}, buyers who went home ${goneHome}`,
    `  faults outside: ${list(struck)}`,
    ...wrong.map((one) => `WRONG: ${one}`),
    wrong.length === 0 ? 'chaos: provider, payments and ledger say the same, payment by payment' : `chaos: ${wrong.length} things are wrong`,
  ].join('\n');
}
