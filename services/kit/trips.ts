/**
 * Fewer round trips to PostgreSQL ("Pipeline Mode" of its documentation): what nobody waits for is sent together with the next statement that somebody
 * does wait for. Statements run one after another, in the order in which they were asked, each seeing what those before it have done. Where one of
 * them fails, the transaction is lost as it always is, and the next statement that is waited for, the commit at the latest, fails with the first error.
 */
import type { RawBuilder, Transaction } from 'kysely';
import type { Duplex } from 'node:stream';

type Values = readonly unknown[];

interface Answer {
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: readonly unknown[];
}

type Send = (text: string, values: Values) => Promise<Answer>;

/** By their values, which Kysely hands on as they are: statements that are not waited for, and whoever asks for the answer afterwards. */
const unwaited = new WeakMap<Values, (answer: Promise<Answer>) => void>();

async function sendAhead<T>(trx: Transaction<T>, statement: RawBuilder<unknown>, answered: (answer: Promise<Answer>) => void): Promise<void> {
  const compiled = statement.compile(trx);
  unwaited.set(compiled.parameters, answered);
  await trx.executeQuery(compiled);
}

/** Writes with the next statement. Of something whose outcome nobody looks at: a constraint that it breaks fails what comes after it. */
export const write = <T>(trx: Transaction<T>, statement: RawBuilder<unknown>): Promise<void> => sendAhead(trx, statement, () => {});

/** What is there once a later statement was waited for. */
export type Coming<T> = () => Promise<T>;

/** Asks with the next statement: for what is needed no sooner than that one's rows. */
export async function ahead<T, R>(trx: Transaction<T>, statement: RawBuilder<R>): Promise<Coming<readonly R[]>> {
  let answer: Promise<Answer> | undefined;
  await sendAhead(trx, statement, (coming) => (answer = coming));
  // As Kysely has it for a statement that is waited for: the rows are of the type that the statement was given.
  return async () => ((await answer)?.rows ?? []) as readonly R[];
}

const begins = /^(begin|start transaction)\b/;

/** What may be sent before it is known that a transaction was begun: outside of one, it would change nothing. */
const harmless = /^\s*(select|commit|rollback)\b/i;

const nothing: Answer = { command: 'SELECT', rowCount: 0, rows: [] };

/** PostgreSQL answers the commit of a transaction in which a statement has failed with success, and has undone it. */
function committed(answer: Answer): Answer {
  if (answer.command === 'ROLLBACK') throw new Error('the transaction was not committed: one of its statements had failed, and what asked for it went on; let the error of a statement end its transaction');
  return answer;
}

/** A connection's statements, sent by `send`, in as few trips as their answers allow. The connection must be in pipeline mode. */
export function inTrips(stream: Pick<Duplex, 'cork' | 'uncork'>, send: Send): Send {
  let unawaited: Promise<Answer>[] = [];
  let beginning = false;
  let held = false;

  const hold = (answer: Promise<Answer>): void => {
    // Told to whoever waits for the next one.
    answer.catch(() => {});
    unawaited.push(answer);
  };
  /** Sends what was held back, and waits for all answers, which come in the order of the statements. Throws the first failure. */
  const answers = (...last: readonly Promise<Answer>[]): Promise<Answer[]> => {
    const all = [...unawaited, ...last];
    if (held) stream.uncork();
    [unawaited, beginning, held] = [[], false, false];
    return Promise.all(all);
  };

  return async (text, values) => {
    const begin = begins.test(text);
    const answered = unwaited.get(values);
    if (beginning && !harmless.test(text)) await answers();
    // Whatever has failed is over with it.
    if (text === 'rollback') unawaited = [];
    if (!begin && !answered) {
      const answer = (await answers(send(text, values))).at(-1) ?? nothing;
      return text === 'commit' ? committed(answer) : answer;
    }
    if (!held) stream.cork();
    [beginning, held] = [beginning || begin, true];
    const answer = send(text, values);
    hold(answer);
    answered?.(answer);
    return nothing;
  };
}
