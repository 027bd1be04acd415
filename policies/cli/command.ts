/** What the commands of `guichet-policies` have in common. */
import type { ExitCode } from '../report.ts';

/** The world as a command sees it, so that tests can be it. */
export interface World {
  readonly now: () => Date;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Throws when it cannot be written. */
  readonly write: (file: string, text: string) => void;
  readonly exists: (file: string) => boolean;
}

export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Arguments after the command's name. Throws a {@link UsageError} for what it does not understand. */
  readonly run: (args: readonly string[], world: World) => ExitCode | Promise<ExitCode>;
}

/** The arguments are wrong: nothing was judged. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
