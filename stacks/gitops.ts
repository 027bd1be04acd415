import type { App } from 'cdk8s';
import { application, root } from '../constructs/foundations/gitops/applications.ts';
import { controllerRights } from '../constructs/foundations/gitops/controller-rights.ts';
import { instance } from '../constructs/foundations/gitops/instance.ts';
import { project } from '../constructs/foundations/gitops/projects.ts';
import type { Plan } from '../constructs/plan.ts';
import { Stack, stacksOf } from '../constructs/stack.ts';
import { platformTeam } from './platform.ts';

/**
 * How all other stacks reach the cluster, each when those before it are healthy. Call it after them: it makes an Application for each stack that
 * it finds, and what projects and controller may do is read from the stacks' objects when the tree is written.
 */
export function gitops(app: App, { teams, environment }: Plan): void {
  const stacks = stacksOf(app);
  const stack = new Stack(app, {
    name: 'gitops',
    order: 0,
    project: platformTeam.name,
    description: { name: 'gitops', component: 'gitops', owner: platformTeam, purpose: 'what Argo CD applies, in which order and with which rights', zone: 'platform', scope: 'connected' },
  });
  instance(stack);
  controllerRights(stack, () => stacksOf(app));
  for (const team of [platformTeam, ...teams]) project(stack, team, () => stacksOf(app).filter((one) => one.project === team.name), environment);
  for (const one of stacks) application(stack, one, environment);
  root(stack, stack, environment);
  stack.node.addValidation({
    validate: () => stacksOf(app).filter((one) => one !== stack && !stacks.includes(one)).map(({ name }) => `no Application applies the stack ${name}: make it before the gitops stack`),
  });
}
