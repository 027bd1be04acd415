import { callableZones, type Service, type Zone } from '../declaration/index.ts';
import { fault, listed } from './fault.ts';

/** Arrows that lead nowhere, to what is not declared, or where the zones forbid. */
export function arrowFaults(services: readonly Service[]): string[] {
  const known = new Map(services.map((one) => [one.name, one]));
  return services.flatMap((caller) => [
    ...caller.calls.flatMap(({ callee, operations, during }) => {
      const target = known.get(callee.name);
      if (!target) return [fault(`${caller.name} calls ${callee.name}, which is not in the registry`, 'add it to services/registry.ts')];
      return [
        ...operations.filter((operation) => !(operation in target.serves)).map((operation) => fault(`${caller.name} calls ${callee.name}.${operation}, which ${callee.name} does not serve`, `it serves ${Object.keys(target.serves).join(', ')}`)),
        ...duringFaults(caller, `the call to ${callee.name}`, during),
        ...zoneFaults(caller, target),
      ];
    }),
    ...caller.reaches.flatMap(({ outside, during }) => duringFaults(caller, `the call to ${outside.name}`, during)),
  ]);
}

const duringFaults = (caller: Service, what: string, during: readonly string[]): string[] =>
  during.filter((own) => !(own in caller.serves)).map((own) => fault(`${caller.name}: ${what} is made during ${own}, which ${caller.name} does not serve`, `name one of ${Object.keys(caller.serves).join(', ')}`));

function zoneFaults(caller: Service, callee: Service): string[] {
  const allowed: readonly Zone[] = callableZones[caller.zone];
  if (allowed.includes(callee.zone)) return [];
  return [fault(`${caller.name} (${caller.zone}) calls ${callee.name} (${callee.zone})`, `from ${caller.zone} only ${listed(allowed)} may be called: turn the arrow round, use a topic, or move one of the services`)];
}
