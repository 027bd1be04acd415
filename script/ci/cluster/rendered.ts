/** The tree of an environment with other values, as it would be written. */
import { render } from '../../../constructs/tree.ts';
import type { Environment } from '../../../constructs/declaration/index.ts';
import { services } from '../../../services/registry.ts';
import { reference } from '../../../stacks/index.ts';
import type { KubernetesObject } from './kubernetes.ts';

/** Its objects, for a check that cannot wait as long as the environment does. */
export const renderedFor = (environment: Environment): readonly KubernetesObject[] => render(reference({ environment, services })).flatMap(({ objects }) => objects);
