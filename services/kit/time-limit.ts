/**
 * Runs `work` with a signal that is aborted after so many milliseconds, or when `outer` is. Nothing is left when the work has ended, where
 * `AbortSignal.timeout` and `AbortSignal.any` keep what has listened to them until their time is over.
 */
export async function within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> {
  const limit = new AbortController();
  const over = (): void => limit.abort(new DOMException(`not ended within ${milliseconds} ms`, 'TimeoutError'));
  const ended = (): void => limit.abort(outer?.reason);
  const timer = setTimeout(over, milliseconds).unref();
  if (outer?.aborted) ended();
  else outer?.addEventListener('abort', ended, { once: true });
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', ended);
  }
}
