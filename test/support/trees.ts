/** The reference architecture's trees, made once for each test file. */
import { filesOf, render, textOf, type Manifest, type RenderedStack } from '../../constructs/tree.ts';
import type { Environment, Service } from '../../constructs/declaration/index.ts';
import { environments } from '../../environments/index.ts';
import { services as registered } from '../../services/registry.ts';
import { reference } from '../../stacks/index.ts';

export const stacksFor = (environment: Environment, services: readonly Service[] = registered): RenderedStack[] => render(reference({ environment, services }));

/** The texts of a tree by their paths. */
export const textsFor = (environment: Environment, services?: readonly Service[]): Readonly<Record<string, string>> =>
  Object.fromEntries(filesOf(stacksFor(environment, services)).map((file) => [file.path, textOf(file)]));

/** Every object of every environment. */
export interface Placed {
  readonly environment: string;
  readonly stack: string;
  readonly object: Manifest;
}

export const everyObject = (): Placed[] =>
  environments.flatMap((environment) => stacksFor(environment).flatMap(({ stack, objects }) => objects.map((object) => ({ environment: environment.name, stack: stack.name, object }))));

/** `Kind namespace/name`. */
export const identityOf = ({ kind, metadata: { name, namespace } }: Manifest): string => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
