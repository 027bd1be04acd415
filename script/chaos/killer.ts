/** Makes trouble: kills programs as a machine does that loses power, and cuts connections to the database. The demo's supervisor starts them again. */
import type { Counter } from '../demo/counter.ts';
import type { Databases } from './databases.ts';
import type { Trouble } from './plan.ts';

export interface Made {
  readonly kills: number;
  readonly cuts: number;
  /** Connections that were ended by cuts. */
  readonly connections: number;
}

export interface Killer {
  /** What the plan has before this journey. */
  readonly before: (journey: number) => void;
  /** Resolves when all that was begun is done. */
  readonly made: () => Promise<Made>;
}

/** Routing turns away from whom it finds in trouble, for minutes: from time to time all is forgiven, so that every acquirer is asked to the end. */
const forgiving = 10;

export function killerOf(counter: Counter, { cut, ask }: Databases, troubles: readonly Trouble[]): Killer {
  const begun: Promise<Made>[] = [];
  const nothing: Made = { kills: 0, cuts: 0, connections: 0 };

  async function make({ what, service }: Trouble): Promise<Made> {
    if (what === 'cut') {
      const connections = await cut(service);
      return { ...nothing, cuts: connections > 0 ? 1 : 0, connections };
    }
    const running = counter.processes().find(({ name }) => name === service);
    // It may lie on the ground still, from an earlier one.
    if (!running || running.over()) return nothing;
    await running.kill();
    return { ...nothing, kills: 1 };
  }

  return {
    before: (journey) => {
      // It may be cut off itself, and the next one comes soon.
      if (journey % forgiving === 0) void ask('payments', 'DELETE FROM route_health').catch(() => undefined);
      troubles.filter(({ before }) => before === journey).forEach((trouble) => begun.push(make(trouble)));
    },
    made: async () => (await Promise.all(begun)).reduce((sum, one) => ({ kills: sum.kills + one.kills, cuts: sum.cuts + one.cuts, connections: sum.connections + one.connections }), nothing),
  };
}
