import { Construct } from 'constructs';
import { describe } from '../constructs/description.ts';
import { renderService, type Facet } from '../constructs/facets/index.ts';
import { databaseNetwork } from '../constructs/foundations/database-network.ts';
import { kafkaNetwork } from '../constructs/foundations/kafka-network.ts';
import { kafka } from '../constructs/foundations/kafka.ts';
import { postgresImages } from '../constructs/foundations/postgres-images.ts';
import { secretStores } from '../constructs/foundations/secret-stores.ts';
import { zoneSecrets } from '../constructs/foundations/zone-secrets.ts';
import { scopeOf } from '../constructs/namespaces.ts';
import type { Plan, PlannedZone } from '../constructs/plan.ts';
import { Stack } from '../constructs/stack.ts';
import { platformTeam } from './platform.ts';

/** Databases, topics and the accounts that may use them: healthy before any service starts. */
export function data(app: Construct, plan: Plan, facets: readonly Facet[]): void {
  const stack = new Stack(app, {
    name: 'data',
    order: 30,
    project: platformTeam.name,
    description: { name: 'data', component: 'data', owner: platformTeam, purpose: 'databases, topics and who may use them', zone: 'platform', scope: 'connected' },
  });
  const foundations = new Construct(stack, 'foundations');
  broker(foundations, plan);
  for (const zone of plan.zones) zoneData(foundations, zone, plan);
  for (const service of plan.services) renderService(stack, service, facets.filter(({ layer }) => layer === 'data'));
}

function broker(scope: Construct, plan: Plan): void {
  const own = new Construct(scope, 'kafka');
  describe(own, { name: 'kafka', component: 'data', owner: platformTeam, purpose: 'carries the events that services publish', zone: 'platform', scope: 'connected' });
  kafkaNetwork(own, plan);
  kafka(own, plan);
}

function zoneData(scope: Construct, zone: PlannedZone, { environment }: Plan): void {
  const own = new Construct(scope, zone.name);
  describe(own, { name: 'data', component: 'data', owner: platformTeam, purpose: `what the databases and secrets of the zone ${zone.name} need`, zone: zone.name, scope: scopeOf(zone) });
  secretStores(own, zone, environment);
  zoneSecrets(own, zone, environment);
  if (zone.dataNamespace) postgresImages(own, zone.dataNamespace, environment);
  databaseNetwork(own, zone);
}
