import type { Construct } from 'constructs';
import type { Environment } from '../declaration/index.ts';
import type { PlannedZone } from '../plan.ts';
import { k8s } from '../resources/index.ts';

/**
 * Which zone's pods go first when nodes are short: higher ones displace lower ones, and what has no class is displaced by all. The names
 * are the plan's; pods of a zone's gateways and databases take the same class, since services are of no use without them.
 */
export function priorityClass(scope: Construct, { name, priorityClass: className }: PlannedZone, { zones }: Environment): void {
  new k8s.KubePriorityClass(scope, 'priority-class', {
    metadata: { name: className },
    value: zones[name].priority,
    globalDefault: false,
    preemptionPolicy: 'PreemptLowerPriority',
    description: `Pods of the zone ${name}.`,
  });
}
