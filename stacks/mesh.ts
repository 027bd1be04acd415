import { Construct } from 'constructs';
import { describe } from '../constructs/description.ts';
import { egressGateway } from '../constructs/foundations/egress-gateway.ts';
import { ingress } from '../constructs/foundations/ingress.ts';
import { denyByDefault, meshTelemetry } from '../constructs/foundations/mesh-defaults.ts';
import { mesh as controlPlane } from '../constructs/foundations/mesh.ts';
import { outsideHosts } from '../constructs/foundations/outside.ts';
import { egressName, ingressName, meshNamespace } from '../constructs/names.ts';
import { scopeOf } from '../constructs/namespaces.ts';
import type { Plan, PlannedZone } from '../constructs/plan.ts';
import { Stack } from '../constructs/stack.ts';
import { platformTeam } from './platform.ts';

/** A part of a zone, described as what it is for. */
function part(scope: Construct, id: string, zone: PlannedZone, purpose: string): Construct {
  const own = new Construct(scope, id);
  describe(own, { name: id, component: 'mesh', owner: platformTeam, purpose, zone: zone.name, scope: scopeOf(zone) });
  return own;
}

/** The mesh's share in a zone: deny by default, and its gateways. */
function zoneMesh(stack: Construct, zone: PlannedZone, { environment }: Plan): void {
  const { name, namespace, ingressNamespace, egressNamespace } = zone;
  const scope = new Construct(stack, name);
  denyByDefault(part(scope, 'deny-by-default', zone, `nobody may do anything in the zone ${name} until an arrow says so`), namespace);
  if (ingressNamespace) {
    const own = part(scope, ingressName, zone, `the only way in from the Internet to the zone ${name}`);
    denyByDefault(own, ingressNamespace);
    ingress(own, { namespace: ingressNamespace, zone, environment });
  }
  if (egressNamespace) {
    const own = part(scope, egressName, zone, `the only way out of the zone ${name}`);
    denyByDefault(own, egressNamespace);
    egressGateway(own, { namespace: egressNamespace, zone, environment });
    outsideHosts(own, zone, egressNamespace);
  }
}

/** Who is who, and who may speak to whom: the control plane, mutual TLS, deny by default, and the gateways of every zone. */
export function mesh(app: Construct, plan: Plan): void {
  const stack = new Stack(app, {
    name: 'mesh',
    order: 20,
    project: platformTeam.name,
    description: { name: 'mesh', component: 'mesh', owner: platformTeam, purpose: 'workload identity, mutual TLS, deny by default, gateways', zone: 'platform', scope: 'connected' },
  });
  controlPlane(new Construct(stack, 'control-plane'), plan);
  const defaults = new Construct(stack, 'defaults');
  denyByDefault(defaults, meshNamespace);
  meshTelemetry(defaults, plan.environment);
  for (const zone of plan.zones) zoneMesh(stack, zone, plan);
}
