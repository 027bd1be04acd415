import type { Environment, Service } from '../declaration/index.ts';
import { arrowFaults } from './arrows.ts';
import { cycleFaults } from './cycles.ts';
import { dataPlaneFaults } from './data-plane.ts';
import { dataFaults } from './data.ts';
import { doorFaults, originFaults } from './doors.ts';
import { imageFaults } from './images.ts';
import { nameFaults } from './names.ts';
import { objectiveFaults } from './objectives.ts';
import { outsideFaults } from './outside.ts';
import { portFaults } from './ports.ts';
import { promotionFaults } from './promotions.ts';
import { replicaFaults } from './replicas.ts';
import { routeFaults } from './routes.ts';
import { scopeFaults } from './scope.ts';
import { timeoutFaults } from './timeouts.ts';

/** Every fault of the declarations in this environment; empty when they can be planned. */
export function faults(services: readonly Service[], environment: Environment): string[] {
  return [
    ...nameFaults(services),
    ...routeFaults(services),
    ...portFaults(services),
    ...arrowFaults(services),
    ...doorFaults(services),
    ...originFaults(environment),
    ...cycleFaults(services),
    ...scopeFaults(services),
    ...timeoutFaults(services),
    ...dataFaults(services),
    ...dataPlaneFaults(services, environment),
    ...objectiveFaults(services),
    ...outsideFaults(services, environment),
    ...replicaFaults(services, environment),
    ...promotionFaults(environment),
    ...imageFaults(services, environment),
  ];
}
