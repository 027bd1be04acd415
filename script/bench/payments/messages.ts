/** Programs beside the benchmark's own: asked by messages, one question at a time, and ended when whoever started them is gone. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Helper<Question, Answer> {
  readonly pid: number;
  readonly ask: (question: Question) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

/** Answers every question with what `work` makes of it. */
export function serve<Question, Answer>(work: (question: Question) => Promise<Answer>): void {
  process.on('message', (question: Question) => void work(question).then((answer) => process.send?.(answer)));
  process.once('disconnect', () => process.exit(0));
}

export function help<Question extends object, Answer>(file: string): Helper<Question, Answer> {
  const child = fork(join(import.meta.dirname, file), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    pid: child.pid ?? -1,
    ask: async (question) => {
      const ended = new AbortController();
      const end = (): void => ended.abort(new Error(`${file} ended before it answered`));
      child.once('exit', end);
      child.send(question);
      // What it says is what `serve` was given to say: both sides are of one type.
      const [answer] = (await once(child, 'message', { signal: ended.signal })) as [Answer];
      child.off('exit', end);
      return answer;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
