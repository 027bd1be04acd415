import { Construct } from 'constructs';
import { describe } from '../constructs/description.ts';
import { platformAccess, teamAccess } from '../constructs/foundations/access.ts';
import { egressFirewall } from '../constructs/foundations/egress-firewall.ts';
import { metricsAccess } from '../constructs/foundations/metrics-access.ts';
import { namespace } from '../constructs/foundations/namespaces.ts';
import { networkBaseline } from '../constructs/foundations/network-baseline.ts';
import { priorityClass } from '../constructs/foundations/priority.ts';
import { quota } from '../constructs/foundations/quota.ts';
import { namespacesOf } from '../constructs/namespaces.ts';
import type { Plan } from '../constructs/plan.ts';
import { Stack } from '../constructs/stack.ts';
import { platformTeam } from './platform.ts';

/** The walls: namespaces, what may run in them and how much, who may look, and nothing in or out until an arrow says so. */
export function tenancy(app: Construct, plan: Plan): void {
  const stack = new Stack(app, {
    name: 'tenancy',
    order: 10,
    project: platformTeam.name,
    description: { name: 'tenancy', component: 'tenancy', owner: platformTeam, purpose: 'namespaces, quotas, default deny and team access', zone: 'platform', scope: 'connected' },
  });
  const zones = new Map(plan.zones.map((zone) => [zone.namespace, zone]));
  const all = namespacesOf(plan);
  const injected = all.filter((one) => one.injected).map(({ name }) => name);
  for (const one of all) {
    const scope = new Construct(stack, one.name);
    describe(scope, { name: one.name, component: 'tenancy', owner: platformTeam, purpose: one.purpose, zone: one.zone, scope: one.scope });
    namespace(scope, one, plan.environment.cluster);
    networkBaseline(scope, one, plan.environment, injected);
    egressFirewall(scope, one, plan);
    quota(scope, one, plan);
    platformAccess(scope, one, platformTeam);
    metricsAccess(scope, one, plan);
    const zone = zones.get(one.name);
    if (!zone) continue;
    priorityClass(scope, zone, plan.environment);
    teamAccess(scope, zone);
  }
}
