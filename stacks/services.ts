import type { Construct } from 'constructs';
import { renderService, type Facet } from '../constructs/facets/index.ts';
import type { Plan } from '../constructs/plan.ts';
import { Stack } from '../constructs/stack.ts';

/** The services, one stack for each team that owns some: a team's Application holds what the team answers for, and no more. */
export function services(app: Construct, { services: planned, teams }: Plan, facets: readonly Facet[]): void {
  for (const owner of teams) {
    const stack = new Stack(app, {
      name: `services-${owner.name}`,
      order: 40,
      project: owner.name,
      description: { name: `services-${owner.name}`, component: 'service', owner, purpose: `the services of the team ${owner.name}`, zone: 'platform', scope: 'connected' },
    });
    for (const service of planned.filter((one) => one.owner.name === owner.name)) renderService(stack, service, facets.filter(({ layer }) => layer === 'service'));
  }
}
