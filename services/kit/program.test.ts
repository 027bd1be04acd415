import { describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { repeat } from './program.ts';

const log = pino({ level: 'silent' });

/** What is to be answered by the work, in turn; `false` from then on. Resolves when all of it was. */
function working(...answers: (boolean | Error)[]) {
  const left = [...answers];
  const all = Promise.withResolvers<void>();
  let times = 0;
  const work = async (): Promise<boolean> => {
    times += 1;
    const answer = left.shift() ?? false;
    if (left.length === 0) all.resolve();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { work, all: all.promise, times: () => times };
}

describe('what is repeated', () => {
  it('goes on at once while there is more', async () => {
    const { work, all } = working(true, true, true);
    const { stop } = repeat('the work', work, { every: 3_600_000, log });
    await all;
    await stop();
  });

  it('goes on after a failure, which is told', async () => {
    const error = jest.spyOn(log, 'error');
    const failure = new Error('away');
    const { work, all } = working(failure, true, failure, false);
    const { stop } = repeat('the work', work, { every: 1, log });
    await all;
    await stop();
    expect(error.mock.calls).toEqual([[{ err: failure }, 'the work failed and is tried again'], [{ err: failure }, 'the work failed and is tried again']]);
  });

  it('ends in its pause, and is not done again', async () => {
    const { work, all, times } = working(false);
    const { stop } = repeat('the work', work, { every: 3_600_000, log });
    await all;
    await stop();
    expect(times()).toBe(1);
  });

  it('ends what it does before it has stopped', async () => {
    const [begun, finishing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const done: string[] = [];
    const { stop } = repeat('the work', async () => { begun.resolve(); await finishing.promise; done.push('work'); return true; }, { every: 1, log });
    await begun.promise;
    const stopping = stop().then(() => done.push('stopped'));
    finishing.resolve();
    await stopping;
    expect(done).toEqual(['work', 'stopped']);
  });
});
