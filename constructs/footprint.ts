/** The most that runs in a namespace at once: every service at its highest replica count, with what a roll-out adds. Pure. */
import { surgeOf } from './canary.ts';
import { databaseResources, logSize, poolerResources, storesOf } from './databases.ts';
import type { Bytes, Environment, Resources } from './declaration/index.ts';
import { gatewayReplicas, gatewayResources } from './gateways.ts';
import { besideKafka, kafkaPools } from './kafka.ts';
import type { PlannedNamespace } from './namespaces.ts';
import type { Plan, PlannedZone } from './plan.ts';

/** Pods that are alike. */
export interface PodSet {
  /** The most at once. */
  readonly pods: number;
  /** Of each pod, those included that are injected. */
  readonly containers: readonly Resources[];
  /** Volumes of each pod that outlive it. */
  readonly claims?: readonly Bytes[];
}

/** A quarter more, rounded up: what a Deployment adds while it rolls, unless it says otherwise. */
const rolling = (replicas: number): number => replicas + Math.ceil(replicas / 4);

const ofServices = ({ services }: PlannedZone, { proxy }: Environment): PodSet[] => services.map(({ replicas: { max }, resources }) => ({ pods: max + surgeOf(max), containers: [resources, proxy] }));

/** One instance more than there are: the job that clones a new one, before the lost one and its volumes are given up. */
const ofDatabases = (zone: PlannedZone, { data: { instances, postgres } }: Environment): PodSet[] =>
  storesOf(zone).flatMap((service) => [
    { pods: instances + 1, containers: [databaseResources(service)], claims: [service.store.size, logSize(service)] },
    { pods: rolling(postgres.poolers), containers: [poolerResources] },
  ]);

/** A gateway's one container is its proxy; it rolls one by one. */
const ofGateway = (environment: Environment): PodSet[] => [{ pods: gatewayReplicas(environment).max + 1, containers: [gatewayResources(environment)] }];

/** Strimzi replaces brokers and controllers one after another, each only when the old one is gone; what stands beside them are Deployments. */
const ofKafka = (environment: Environment): PodSet[] => [
  ...kafkaPools(environment).map(({ replicas, resources, size }) => ({ pods: replicas, containers: [resources], claims: [size] })),
  // The entity operator is two: of topics and of users.
  { pods: rolling(1), containers: [besideKafka, besideKafka] },
  { pods: rolling(1), containers: [besideKafka] },
];

/** What runs in a namespace; nothing is said of the mesh's own, whose operator sizes it, one pod for each node among others. */
export function podSetsOf({ role, zone: name }: PlannedNamespace, { zones, environment }: Plan): PodSet[] {
  const zone = zones.find((one) => one.name === name);
  switch (role) {
    case 'services':
      return zone ? ofServices(zone, environment) : [];
    case 'data':
      return zone ? ofDatabases(zone, environment) : [];
    case 'ingress':
    case 'egress':
      return ofGateway(environment);
    case 'kafka':
      return ofKafka(environment);
    case 'mesh':
    case 'mesh-network':
      return [];
  }
}
