/** Reads what a client says to PostgreSQL (documentation of PostgreSQL, "Message Formats"): statements with their values, in order. */

export interface Statement {
  /** Of a prepared statement; empty where it is not kept. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | null)[];
  /** Sent together with the one before it, whose answer it did not wait for. */
  readonly joined: boolean;
}

/** Feeds on the bytes of one connection as they come, and returns the statements that are complete. */
export function statementReader(): (bytes: Buffer) => Statement[] {
  const prepared = new Map<string, string>();
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const found: Statement[] = [];
    for (;;) {
      // The first message has no type.
      const head = started ? 1 : 0;
      if (rest.length < head + 4) return found;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return found;
      const [type, body] = [started ? String.fromCharCode(rest[0] ?? 0) : '', rest.subarray(head + 4, end)];
      rest = rest.subarray(end);
      started = true;
      const statement = read(type, body, prepared);
      if (statement) found.push({ ...statement, joined: found.length > 0 });
    }
  };
}

function read(type: string, body: Buffer, prepared: Map<string, string>): Omit<Statement, 'joined'> | undefined {
  const cursor = reading(body);
  if (type === 'Q') return { name: '', text: cursor.text(), values: [] };
  if (type === 'P') prepared.set(cursor.text(), cursor.text());
  if (type !== 'B') return undefined;
  cursor.text();
  const name = cursor.text();
  const text = prepared.get(name);
  if (text === undefined) throw new Error(`the statement ${name} is bound and was never prepared on this connection`);
  const formats = Array.from({ length: cursor.short() }, () => cursor.short());
  if (formats.includes(1)) throw new Error(`a value of the following statement is binary, which is not read here: ${text}`);
  return { name, text, values: Array.from({ length: cursor.short() }, () => cursor.value()) };
}

function reading(body: Buffer) {
  let at = 0;
  const short = (): number => body.readInt16BE((at += 2) - 2);
  return {
    short,
    text: (): string => {
      const end = body.indexOf(0, at);
      const text = body.toString('utf8', at, end);
      at = end + 1;
      return text;
    },
    value: (): string | null => {
      const length = body.readInt32BE((at += 4) - 4);
      if (length < 0) return null;
      return body.toString('utf8', at, (at += length));
    },
  };
}
