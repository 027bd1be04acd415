/** Holds the bodies of webhooks to the provider's schemas. */
import type { Delivery } from '../../../services/sandbox/frame/courier.ts';
import type { Judge } from './schema.ts';

/** `judgeOf` says by which schemas an event is judged: each must take it. */
export function judgeWebhooks(deliveries: readonly Delivery[], judgesOf: (event: unknown, type: string) => readonly (readonly [what: string, judge: Judge, value: unknown])[]): Map<string, number> {
  const faults = new Map<string, number>();
  for (const { type, body } of deliveries) {
    const event: unknown = JSON.parse(body);
    const judges = judgesOf(event, type);
    const lines = judges.length === 0 ? [`webhook ${type}: no document judges it`] : judges.flatMap(([what, judge, value]) => judge(value).map((line) => `webhook ${type}, ${what}: ${line}`));
    for (const line of lines) faults.set(line, (faults.get(line) ?? 0) + 1);
  }
  return faults;
}
