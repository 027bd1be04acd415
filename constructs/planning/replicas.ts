import type { Environment, Scaling, Service, Tuning } from '../declaration/index.ts';
import { fault, listed } from './fault.ts';

const whole = (value: number): boolean => Number.isInteger(value) && value >= 0;

/** Replica counts: whole, in order, and one above the floor so that a drain can take one. */
export function replicaFaults(services: readonly Service[], environment: Environment): string[] {
  const { name: where, replicaFloor: floor } = environment;
  const tuning: Readonly<Record<string, Tuning | undefined>> = environment.tuning;
  const known = new Set(services.map(({ name }) => name));
  return [
    ...Object.keys(tuning).filter((name) => !known.has(name)).map((name) => fault(`${where} tunes ${name}, which is not in the registry`, `name one of ${listed(known)}`)),
    ...(whole(floor) ? [] : [fault(`${where} has a replica floor of ${floor}`, 'it is a whole number of pods')]),
    ...services.flatMap(({ name, scaling }) => {
      const { min, max } = tuning[name]?.replicas ?? scaling.replicas;
      return [
        ...(whole(min) && whole(max) ? [] : [fault(`${name} has replicas ${min} to ${max}`, 'they are whole numbers of pods')]),
        ...(min > max ? [fault(`${name} has at least ${min} and at most ${max} replicas`, 'let min be no more than max')] : []),
        ...(max <= floor ? [fault(`${name} has at most ${max} replicas, and ${where} wants ${floor} up at any time`, `allow at least ${floor + 1}, so that a node can be drained`)] : []),
        ...targetFaults(name, scaling),
      ];
    }),
  ];
}

function targetFaults(name: string, scaling: Scaling): string[] {
  if (scaling.on === 'cpu' && !(scaling.target >= 1 && scaling.target <= 100)) return [fault(`${name} scales at ${scaling.target} % of its CPU request`, 'choose 1 to 100')];
  if (scaling.on === 'requests' && !(scaling.perPod > 0)) return [fault(`${name} scales at ${scaling.perPod} requests per second and pod`, 'choose more than 0')];
  return [];
}
