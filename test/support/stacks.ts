import { App } from 'cdk8s';
import type { Environment } from '../../constructs/declaration/index.ts';
import { plan, type Plan } from '../../constructs/plan.ts';
import { render, type Manifest } from '../../constructs/tree.ts';
import { prod } from '../../environments/prod.ts';
import { services } from '../../services/registry.ts';

export const planOf = (environment: Environment = prod): Plan => plan(services, environment);

/** What a stack's function makes of the reference architecture, labelled and validated. */
export function stackManifests(make: (app: App, planned: Plan) => void, environment: Environment = prod): readonly Manifest[] {
  const app = new App();
  make(app, planOf(environment));
  return render(app).flatMap(({ objects }) => objects);
}

/** Of a kind, by `namespace/name`, or `name` where there is no namespace. */
export const ofKind = (manifests: readonly Manifest[], kind: string): ReadonlyMap<string, Manifest> =>
  new Map(manifests.filter((one) => one.kind === kind).map((one) => [[one.metadata.namespace, one.metadata.name].filter(Boolean).join('/'), one]));
