/** The time of the outside world. It runs with ours and can be turned forward; or it stands still, and only turning moves it. */

export interface Clock {
  readonly now: () => Date;
  /** Does something when the time has come. */
  readonly at: (due: Date, work: () => Promise<void> | void) => void;
  /** Turns forward, doing what falls due on the way in order, each at its own time. */
  readonly advance: (milliseconds: number) => Promise<void>;
  readonly stop: () => void;
}

interface Job {
  readonly due: number;
  readonly order: number;
  readonly work: () => Promise<void> | void;
}

export interface ClockProps {
  readonly start: Date;
  /** Whether it moves by itself. */
  readonly running: boolean;
}

const sooner = (a: Job, b: Job): number => a.due - b.due || a.order - b.order;

export function createClock({ start, running }: ClockProps): Clock {
  const jobs: Job[] = [];
  const began = Date.now();
  let turned = 0;
  let order = 0;
  // While turning, the time of the job that is being done.
  let held: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const time = (): number => held ?? start.getTime() + turned + (running ? Date.now() - began : 0);

  const doUntil = async (end: number): Promise<void> => {
    for (let next = jobs.sort(sooner)[0]; next && next.due <= end; next = jobs.sort(sooner)[0]) {
      jobs.shift();
      held = Math.max(next.due, held ?? 0);
      await next.work();
    }
    held = undefined;
  };

  let working: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => (working = working.then(work, work));

  /** Wakes for the next job, where the clock moves by itself. */
  const wake = (): void => {
    clearTimeout(timer);
    const next = jobs.sort(sooner)[0];
    if (!running || !next) return;
    timer = setTimeout(() => void inTurn(() => doUntil(time())).then(wake), Math.min(Math.max(0, next.due - time()), 2 ** 31 - 1));
    timer.unref();
  };

  return {
    now: () => new Date(time()),
    at: (due, work) => {
      jobs.push({ due: due.getTime(), order: (order += 1), work });
      wake();
    },
    advance: (milliseconds) =>
      inTurn(async () => {
        const end = time() + milliseconds;
        await doUntil(end);
        turned += Math.max(0, end - time());
        wake();
      }),
    stop: () => {
      clearTimeout(timer);
      jobs.length = 0;
    },
  };
}
