/** What every check has in common: it says what it proved, ends with 1 and the reason otherwise, and leaves nothing running. */
export type Work = (resources: AsyncDisposableStack) => Promise<void>;

/** Runs a check. What it hands to `resources` is released in reverse order, also after a failure or a signal. */
export async function check(work: Work): Promise<void> {
  const resources = new AsyncDisposableStack();
  const interrupted = (): void => void resources.disposeAsync().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await work(resources);
  } catch (error) {
    console.log(`failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    await resources.disposeAsync();
  }
}

export const say = (line: string): void => console.log(line);

/** Refuses what does not hold. */
export function hold(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new Error(reason);
}

export const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export interface Patience {
  /** In milliseconds. @default - three minutes: a busy machine is no fault of the tree */
  readonly timeout?: number;
  /** In milliseconds. @default - a quarter of a second */
  readonly every?: number;
  /** What to say of the state when time is up. */
  readonly otherwise?: () => string | Promise<string>;
}

/** Asks until the answer is not undefined; throws when it stays so. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined> | T | undefined, { timeout = 180_000, every = 250, otherwise }: Patience = {}): Promise<T> {
  for (const end = Date.now() + timeout; ; await sleep(every)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${timeout / 1000} s${otherwise ? `; ${await otherwise()}` : ''}`);
  }
}

/** Seconds since `start`, as people read them. */
export const since = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
