import { isRefused, type Objective, type Service } from '../declaration/index.ts';
import { doubles, fault } from './fault.ts';
import { labelFaults } from './names.ts';

/** The fast alert fires at 14.4 times the error budget (SRE workbook, chapter 5), which can only be reached where 14.4 budgets are less than everything. */
const least = 94;

/** Promises that cannot be kept or measured, and refusals that give no reason. */
export function objectiveFaults(services: readonly Service[]): string[] {
  return services.flatMap((one) => [...(isRefused(one.objective) ? [] : promiseFaults(one, one.objective)), ...reasonFaults(one)]);
}

function promiseFaults({ name, serves }: Service, { availability, latency, journeys = [] }: Objective): string[] {
  const percents = [
    { what: 'availability', percent: availability },
    { what: 'latency', percent: latency.percent },
    ...journeys.map((journey) => ({ what: `journey ${journey.name}`, percent: journey.success })),
  ];
  return [
    ...percents.filter(({ percent }) => !(percent >= least && percent < 100)).map(({ what, percent }) => fault(`${name}: the objective for ${what} is ${percent} %`, `promise from ${least} to less than 100 percent: 100 leaves no error budget, and below ${least} no burn is fast enough to be seen early`)),
    ...doubles(journeys.map((journey) => journey.name)).map((journey) => fault(`${name} declares the journey ${journey} twice`, 'one journey may have several channels and operations')),
    ...journeys.flatMap((journey) => [
      ...labelFaults(`${name}: journey`, journey.name),
      ...journey.operations.filter((operation) => !(operation in serves)).map((operation) => fault(`${name}: journey ${journey.name} is made of ${operation}, which ${name} does not serve`, `name one of ${Object.keys(serves).join(', ')}`)),
    ]),
  ];
}

/** What is refused or asked for out of the ordinary says why. */
function reasonFaults({ name, objective, stores, kubernetes }: Service): string[] {
  const given = [
    ...(isRefused(objective) ? [{ what: 'refuses an objective', reason: objective.reason }] : []),
    ...(stores && isRefused(stores.backup) ? [{ what: 'refuses a backup', reason: stores.backup.reason }] : []),
    ...(kubernetes ? [{ what: 'has rights at the Kubernetes API', reason: kubernetes.reason }] : []),
  ];
  return given.filter(({ reason }) => reason.trim() === '').map(({ what }) => fault(`${name} ${what} without a reason`, 'write the sentence that an auditor will read'));
}
