import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { within } from './time-limit.ts';

const untilAborted = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

describe('a time limit', () => {
  it('aborts what has not ended in time, and says why', async () => {
    await expect(within(5, untilAborted)).rejects.toMatchObject({ name: 'TimeoutError', message: 'not ended within 5 ms' });
  });

  it('gives what ended in time, and aborts nothing afterwards', async () => {
    let given: AbortSignal | undefined;
    expect(await within(1, async (signal) => (given = signal, 'done'))).toBe('done');
    await new Promise((later) => setTimeout(later, 5));
    expect(given?.aborted).toBe(false);
  });

  it('ends with the one around it, before its work has begun or after', async () => {
    await expect(within(60_000, async (signal) => signal.throwIfAborted(), AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    const outer = new AbortController();
    const working = within(60_000, untilAborted, outer.signal);
    outer.abort(new Error('over now'));
    await expect(working).rejects.toThrow('over now');
  });

  it('leaves nothing on the one around it, however it ends', async () => {
    const { signal } = new AbortController();
    await within(60_000, async () => 'done', signal);
    await expect(within(60_000, () => Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
