/**
 * A span for each statement, by the semantic conventions for PostgreSQL. Its text is as it was prepared, with `$1` where values go; the values themselves
 * are in no span. Nothing is made outside of a request or an event, nor where the trace is not kept.
 */
import { SpanKind, trace, type Attributes } from '@opentelemetry/api';
import { sqlState } from './sql-state.ts';
import { fail, spansAreSeen, tracer } from './telemetry.ts';

interface Statement {
  readonly name: string;
  readonly attributes: Attributes;
}

/** Programs have fewer; a text that is made up each time is read each time. */
const most = 500;

const known = new Map<string, Statement>();

/** `<operation> <table>`; the table is the first that is named. */
function read(text: string): Statement {
  const operation = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
  const table = /\b(?:into|from|update|join)\s+"?(\w+)"?/i.exec(text)?.[1];
  const attributes = { 'db.operation.name': operation, 'db.query.text': text.replaceAll(/\s+/g, ' ').trim(), ...(table !== undefined && { 'db.collection.name': table }) };
  return { name: table === undefined ? operation : `${operation} ${table}`, attributes };
}

function statementOf(text: string): Statement {
  const before = known.get(text);
  if (before) return before;
  const statement = read(text);
  if (known.size < most) known.set(text, statement);
  return statement;
}

export interface DatabasePlace {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
}

const placeOf = ({ host, port, database }: DatabasePlace): Attributes => ({
  'db.system.name': 'postgresql',
  ...(database !== undefined && { 'db.namespace': database }),
  ...(host !== undefined && { 'server.address': host }),
  ...(port !== undefined && { 'server.port': port }),
});

/** Runs statements of one database, each in its span. */
export function traced(place: DatabasePlace): <T>(text: string, run: () => Promise<T>) => Promise<T> {
  const where = placeOf(place);
  return (text, run) => {
    if (!spansAreSeen() || trace.getActiveSpan()?.isRecording() !== true) return run();
    const { name, attributes } = statementOf(text);
    const span = tracer().startSpan(name, { kind: SpanKind.CLIENT, attributes: { ...where, ...attributes } });
    const failed = (error: unknown): never => {
      const state = sqlState(error);
      if (/^[0-9A-Z]{5}$/.test(state)) span.setAttribute('db.response.status_code', state);
      // Without the database's message: it may hold values.
      fail(span, state === '' ? 'unanswered' : state);
      throw error;
    };
    return run().catch(failed).finally(() => span.end());
  };
}
