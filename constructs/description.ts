/** What every object says of itself: whose it is, what for, in which zone and scope, and which construct made it. */
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Scope, Team, Zone } from './declaration/index.ts';

export interface Description {
  /** `app.kubernetes.io/name`. */
  readonly name: string;
  /** `app.kubernetes.io/component`: the part of the architecture, such as `service`, `mesh`, `data`. */
  readonly component: string;
  readonly owner: Pick<Team, 'name'>;
  readonly purpose: string;
  readonly zone: Zone | 'platform';
  readonly scope: Scope;
}

const key = 'guichet.dev/description';

/** Describes everything below a construct; a nearer description wins. Call it before the construct has children. */
export const describe = (scope: Construct, description: Description): void => scope.node.setContext(key, description);

export function descriptionOf(scope: Construct): Description {
  const found: Description | undefined = scope.node.tryGetContext(key);
  if (!found) throw new Error(`${scope.node.path} has no description: call describe() on it or on a construct above it, so that its objects carry owner and purpose`);
  return found;
}

/** The labels that every object and every pod carries. */
export const labelsOf = ({ name, component, owner, zone, scope }: Description): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/part-of': 'guichet',
  'app.kubernetes.io/managed-by': 'guichet',
  'guichet.dev/owner': owner.name,
  'guichet.dev/zone': zone,
  'guichet.dev/scope': scope,
});

/** Of those, the ones for pods that an operator makes and names by labels of its own. */
export const ownershipOf = (description: Description): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(labelsOf(description)).filter(([name]) => name.startsWith('guichet.dev/')));

/** Labels and annotates every object below a construct. What an object says of itself already is left. */
export function labelObjects(root: Construct): void {
  for (const construct of root.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const description = descriptionOf(construct);
    const { metadata } = construct;
    for (const [name, value] of Object.entries(labelsOf(description))) if (metadata.getLabel(name) === undefined) metadata.addLabel(name, value);
    metadata.addAnnotation('guichet.dev/purpose', description.purpose);
    metadata.addAnnotation('guichet.dev/construct-path', construct.node.path);
  }
}
