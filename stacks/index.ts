import { App } from 'cdk8s';
import type { Environment, Service } from '../constructs/declaration/index.ts';
import { facets as referenceFacets, type Facet } from '../constructs/facets/index.ts';
import { plan } from '../constructs/plan.ts';
import { data } from './data.ts';
import { gitops } from './gitops.ts';
import { mesh } from './mesh.ts';
import { policies } from './policies.ts';
import { services as serviceStacks } from './services.ts';
import { tenancy } from './tenancy.ts';

export interface ReferenceProps {
  readonly environment: Environment;
  readonly services: readonly Service[];
  /** @default - the facets of the reference architecture */
  readonly facets?: readonly Facet[];
  /** Changes the finished app, such as by a patch of one object. @default - nothing is changed */
  readonly customise?: (app: App) => void;
}

/** The whole reference architecture for one environment. Throws a PlanError when the declarations have faults. */
export function reference({ environment, services, facets = referenceFacets, customise }: ReferenceProps): App {
  const planned = plan(services, environment);
  const app = new App();
  policies(app, planned);
  tenancy(app, planned);
  mesh(app, planned);
  data(app, planned, facets);
  serviceStacks(app, planned, facets);
  gitops(app, planned);
  customise?.(app);
  return app;
}
