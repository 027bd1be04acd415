import { App } from 'cdk8s';
import type { Environment } from '../../constructs/declaration/index.ts';
import { renderService, type Facet } from '../../constructs/facets/facet.ts';
import { plan, type PlannedService } from '../../constructs/plan.ts';
import { render, type Manifest } from '../../constructs/tree.ts';
import { Stack } from '../../constructs/stack.ts';
import { prod } from '../../environments/prod.ts';
import { services } from '../../services/registry.ts';

/** A service of the reference architecture as planned for an environment. */
export function planned(name: string, environment: Environment = prod): PlannedService {
  const found = plan(services, environment).services.find((one) => one.name === name);
  if (!found) throw new Error(`${name} is not in the registry`);
  return found;
}

/** What one facet makes of a service, validated. */
export function manifestsOf(facet: Facet, service: PlannedService | string, environment: Environment = prod): readonly Manifest[] {
  const of = typeof service === 'string' ? planned(service, environment) : service;
  const app = new App();
  const stack = new Stack(app, { name: 'test', order: 0, project: 'test', description: { name: 'test', component: 'test', owner: { name: 'test' }, purpose: 'test', zone: 'platform', scope: 'out-of-scope' } });
  renderService(stack, of, [facet]);
  return render(app).flatMap(({ objects }) => objects);
}

