import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { describe } from '../description.ts';
import type { PlannedService } from '../plan.ts';
import { inWave, saysItsWave } from '../sync.ts';

/** Where a facet's objects go: into the `data` stack, which is healthy before any service starts, or into the stack of the owner. */
export type Layer = 'data' | 'service';

/** One concern of a service: reads the planned service, adds objects. Knows nothing of other facets. */
export interface Facet {
  /** A noun, unique among the facets. */
  readonly name: string;
  readonly layer: Layer;
  /**
   * Argo CD sync wave within the stack of its objects, save those that say their own: lower ones are healthy before higher ones start.
   *
   * Of a service: 0 who it is and what may reach it, 10 its ways in and out, 20 the workload and all that watches or scales it. None comes
   * after the workload. The last wave is applied and not waited for; with one after it, a sync would last as long as the canary, the scaler
   * would be missing for that long, and a commit that mends a bad version would wait for the bad one.
   *
   * Of the data layer: `dataWaves`, where what watches a database or a topic comes with it for the same reason.
   */
  readonly wave: number;
  readonly render: (scope: Construct, service: PlannedService) => void;
}

/** Renders the facets of one layer for a service, each in a construct of its name. */
export function renderService(stack: Construct, service: PlannedService, facets: readonly Facet[]): void {
  const scope = new Construct(stack, service.name);
  describe(scope, describeService(service));
  for (const facet of facets) {
    const own = new Construct(scope, facet.name);
    facet.render(own, service);
    for (const object of own.node.findAll()) if (ApiObject.isApiObject(object)) putInWave(object, facet.wave);
  }
}

function putInWave({ metadata }: ApiObject, wave: number): void {
  const { annotations }: { readonly annotations?: Readonly<Record<string, string>> } = metadata.toJson() ?? {};
  if (saysItsWave(annotations)) return;
  for (const [name, value] of Object.entries(inWave(wave))) metadata.addAnnotation(name, value);
}

export const describeService = ({ name, owner, purpose, zone, scope }: PlannedService) => ({ name, component: 'service', owner, purpose, zone: zone.name, scope }) as const;

/** The facets with one of them exchanged for another of the same name. */
export function replaceFacet(facets: readonly Facet[], replacement: Facet): Facet[] {
  if (!facets.some(({ name }) => name === replacement.name)) {
    throw new Error(`there is no facet ${replacement.name} to replace: it is one of ${facets.map(({ name }) => name).join(', ')}, or add it to the list`);
  }
  return facets.map((facet) => (facet.name === replacement.name ? replacement : facet));
}
