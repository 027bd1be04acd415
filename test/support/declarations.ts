/** Small sound declarations, from which tests make bad ones by changing one thing. */
import { backup, days, get, post, postgresql, replicas, seconds, service, team, type Environment, type Service, type Zone } from '../../constructs/declaration/index.ts';
import { plan, PlanError } from '../../constructs/plan.ts';
import { prod } from '../../environments/prod.ts';

export const tills = team({ name: 'tills', group: 'guichet-tills', alerts: 'tills' });

const scopes = { edge: 'out-of-scope', core: 'out-of-scope', cardholder: 'cde', connectors: 'out-of-scope' } as const;

/**
 * A service that stands alone, with what is changed. The change is not judged by the types of a declaration, as it would not be in plain
 * JavaScript: the plan must find what is wrong with it.
 */
export function serviceOf(name: string, zone: Zone, port: number, changed: Partial<Service> = {}): Service {
  const sound: Service = service({
    name,
    purpose: `${name} takes money in the shop`,
    owner: tills,
    zone,
    scope: scopes[zone],
    port,
    serves: { pay: post('/payments', { timeout: seconds(2), idempotent: 'by-key' }), read: get('/payments/{payment}', { timeout: seconds(1) }) },
    size: 'small',
    scaling: { on: 'cpu', target: 60, replicas: replicas(3, 6), promotions: false },
    objective: { availability: 99.9, latency: { percent: 99, within: 500 } },
  });
  return { ...sound, ...changed };
}

/** An arrow that the types need not allow. */
export const arrow = (callee: Service, operation = 'pay', during: readonly string[] = []): Service['calls'][number] => ({ callee, operations: [operation], during });

export const storeOf = () => postgresql({ size: '1Gi', backup: backup({ retention: days(7), schedule: '0 3 * * *' }), durability: 'preferred' });

const digest = `sha256:${'0'.repeat(64)}` as const;

/** Production's values for other services. */
export const environmentFor = (services: readonly Service[], changed: Partial<Environment> = {}): Environment => ({
  ...prod,
  images: { registry: 'registry.example', digests: Object.fromEntries(services.map(({ name }) => [name, digest])) },
  outside: {},
  tuning: {},
  promotions: [],
  ...changed,
});

/** What the plan has to say of services in production's values, changed. */
export const faultsOf = (services: readonly Service[], changed: Partial<Environment> = {}): readonly string[] => {
  try {
    plan(services, environmentFor(services, changed));
    return [];
  } catch (error) {
    if (error instanceof PlanError) return error.faults;
    throw error;
  }
};
