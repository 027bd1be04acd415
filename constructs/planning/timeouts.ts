import type { Service } from '../declaration/index.ts';
import { fault } from './fault.ts';

/** An inner call that may take longer than the operation which waits for it can only be answered too late. */
export function timeoutFaults(services: readonly Service[]): string[] {
  const known = new Map(services.map((one) => [one.name, one]));
  return services.flatMap((caller) => {
    const inner = [
      ...caller.calls.flatMap(({ callee, operations, during }) => operations.map((name) => ({ shown: `${callee.name}.${name}`, timeout: known.get(callee.name)?.serves[name]?.timeout, during }))),
      ...caller.reaches.map(({ outside, during }) => ({ shown: outside.name, timeout: outside.timeout, during })),
    ];
    return [
      ...Object.entries(caller.serves).flatMap(([name, { timeout }]) => (timeout > 0 ? [] : [fault(`${caller.name}.${name} has a timeout of ${timeout} ms`, 'give it a positive one')])),
      ...inner.flatMap(({ shown, timeout, during }) =>
        during.flatMap((own) => {
          const outer = caller.serves[own]?.timeout;
          if (outer === undefined || timeout === undefined || timeout <= outer) return [];
          return [fault(`${caller.name}.${own} is answered within ${outer} ms but waits for ${shown}, which may take ${timeout} ms`, `shorten ${shown}, or give ${caller.name}.${own} and its callers more time`)];
        }),
      ),
    ];
  });
}
