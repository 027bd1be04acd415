import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { describe, type Description } from './description.ts';

export interface StackProps {
  /** The folder's and the Argo CD Application's name, a DNS label. */
  readonly name: string;
  /** Stacks are applied in this order: one begins when all of lower order are healthy. */
  readonly order: number;
  /** The Argo CD project, which is a team's name. */
  readonly project: string;
  readonly description: Description;
}

/** The objects of one Argo CD Application. */
export class Stack extends Chart {
  readonly name: string;
  readonly order: number;
  readonly project: string;

  constructor(scope: Construct, { name, order, project, description }: StackProps) {
    super(scope, name, { disableResourceNameHashes: true });
    this.name = name;
    this.order = order;
    this.project = project;
    describe(this, description);
  }
}

/** The stacks of an app, in the order in which they are applied. */
export const stacksOf = (app: Construct): Stack[] => app.node.children.filter((child): child is Stack => child instanceof Stack).sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
