/** The traces that the collector was given, and whether one leads all the way: a search of what holds nothing would find nothing. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const Attribute = Type.Object({ key: Type.String(), value: Type.Object({ stringValue: Type.Optional(Type.String()) }) });
const Span = Type.Object({ name: Type.String(), traceId: Type.String(), spanId: Type.String(), parentSpanId: Type.Optional(Type.String()) });
const Batch = Compile(Type.Object({ resourceSpans: Type.Array(Type.Object({ resource: Type.Object({ attributes: Type.Array(Attribute) }), scopeSpans: Type.Array(Type.Object({ spans: Type.Array(Span) })) })) }));

interface TracedSpan extends Type.Static<typeof Span> {
  readonly service: string;
}

function spansIn(line: string): TracedSpan[] {
  const batch: unknown = JSON.parse(line);
  if (!Batch.Check(batch)) throw new Error('the collector was given what is no batch of spans');
  return batch.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
}

/** What a card payment leaves, from the door to the books: each is below the one before it, though not always at once. */
const way = [['gateway', 'attempt'], ['payments', 'attempt'], ['payments', 'send payments.events'], ['ledger', 'process payments.events'], ['ledger', 'INSERT journal']] as const;

/** Whether the whole way lies before this span. */
function leads(spans: ReadonlyMap<string, TracedSpan>, last: TracedSpan): boolean {
  let left: readonly (readonly [string, string])[] = way;
  for (let span: TracedSpan | undefined = last; span && left.length > 0; span = spans.get(span.parentSpanId ?? '')) {
    const [service, name] = left.at(-1) ?? [];
    if (span.service === service && span.name === name) left = left.slice(0, -1);
  }
  return left.length === 0;
}

/** `lines` are of traces.jsonl. */
export function traceFaults(lines: string): string[] {
  const all = lines.split('\n').filter((line) => line !== '').flatMap(spansIn);
  const byId = new Map(all.map((span) => [span.spanId, span]));
  return all.some((span) => leads(byId, span)) ? [] : [`no trace of ${all.length} spans leads all the way: ${way.map((step) => step.join(' ')).join(', ')}`];
}
