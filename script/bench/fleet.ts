/** Fleets of services that look like a company's: for measuring, and for tests that need many. */
import { backup, call, consume, days, get, outside, post, postgresql, put, reach, replicas, seconds, secret, service, team, topic, user, type Call, type Digest, type Environment, type Service } from '../../constructs/declaration/index.ts';

/** What a group of ten services has: a public edge, seven in the core of which some store and publish, and two connectors. */
const groupSize = 10;

const serves = {
  list: get('/things', { timeout: seconds(2), user: user('customer', 'operator') }),
  read: get('/things/{thing}', { timeout: seconds(2) }),
  create: post('/things', { timeout: seconds(3), idempotent: 'by-key' }),
  change: put('/things/{thing}', { timeout: seconds(3) }),
};

const promise = { availability: 99.9, latency: { percent: 99, within: 500 } } as const;
const byRequests = { on: 'requests', perPod: 40, replicas: replicas(3, 9), promotions: true } as const;
const byCpu = { on: 'cpu', target: 60, replicas: replicas(3, 6), promotions: false } as const;

/** `size` services in groups of ten, without randomness: the same size is the same fleet. The registry's own services are not among them. */
export function fleet(size: number): readonly Service[] {
  return Array.from({ length: Math.ceil(size / groupSize) }, (_, group) => servicesOf(group)).flat().slice(0, size);
}

function servicesOf(group: number): Service[] {
  const name = (part: string): string => `${part}-${group}`;
  const port = (member: number): number => 16_000 + group * groupSize + member;
  const owner = team({ name: name('team'), group: name('guichet-team'), alerts: name('team') });
  const common = { owner, serves, size: 'small', objective: promise } as const;
  const partner = outside({ name: name('partner'), purpose: 'what a partner offers', hosts: { test: `${name('partner')}.test.example`, live: `${name('partner')}.live.example` }, timeout: seconds(2) });
  const connectors = ['connector', 'adapter'].map((part, i) =>
    service({ ...common, name: name(part), purpose: 'speaks to a partner', zone: 'connectors', scope: 'out-of-scope', port: port(i), scaling: byCpu, reaches: [reach(partner, { during: ['list', 'read'] })], secrets: [secret('key', { purpose: 'the partner’s API key', keys: ['api-key'], onChange: 'reload' })] }),
  );
  const events = topic({ name: `${name('orders')}.events`, purpose: 'what became of every order', key: 'order', partitions: 6, retention: days(7) });
  const core: Service<'core', 'out-of-scope', typeof serves>[] = [];
  for (const [i, part] of ['stock', 'prices', 'orders', 'returns', 'loyalty', 'search', 'reports'].entries()) {
    const earlier: readonly Call<'core' | 'connectors', 'out-of-scope', 'list' | 'create'>[] = [...core.slice(-2), ...(i % 3 === 0 ? connectors : [])].map((callee) => call(callee, ['read'], { during: ['list', 'create'] }));
    core.push(
      service({
        ...common,
        name: name(part),
        purpose: `knows the ${part} of a group of shops`,
        zone: 'core',
        scope: 'out-of-scope',
        port: port(2 + i),
        scaling: byRequests,
        calls: earlier,
        publishes: part === 'orders' ? [events] : [],
        consumes: part === 'reports' || part === 'loyalty' ? [consume(events, { lag: 500 })] : [],
        ...(i % 2 === 0 && { stores: postgresql({ size: '20Gi', backup: backup({ retention: days(14), schedule: '0 1 * * *' }), durability: 'preferred' as const }) }),
      }),
    );
  }
  const front = service({
    ...common,
    name: name('front'),
    purpose: 'lets customers in',
    zone: 'edge',
    scope: 'out-of-scope',
    port: port(9),
    scaling: byRequests,
    door: { host: name('shop'), channels: ['web', 'mobile'], maxBody: 65_536, rate: { perSecond: 100, burst: 200 } },
    calls: core.map((callee) => call(callee, ['list', 'create'], { during: ['create'] })),
  });
  return [...connectors, ...core, front];
}

const digest: Digest = `sha256:${'5'.repeat(64)}`;

/** An environment in which a fleet runs: the values of `like`, an image for each service, nothing tuned. */
export const environmentOf = (services: readonly Service[], like: Environment): Environment => ({
  ...like,
  images: { ...like.images, digests: Object.fromEntries(services.map(({ name }) => [name, digest])) },
  tuning: {},
  outside: {},
});
