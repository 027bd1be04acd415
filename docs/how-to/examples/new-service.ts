/** A new service: it hears of every payment, keeps a receipt, and shows it to the customer by way of the gateway. */
import { backup, consume, days, get, postgresql, replicas, seconds, service, user, type Environment, type Service } from '../../../constructs/declaration/index.ts';
import { prod } from '../../../environments/prod.ts';
import { paymentEvents } from '../../../services/payments/topics.ts';
import { services, type ServiceName } from '../../../services/registry.ts';
import { commerce } from '../../../services/teams.ts';

export const receipts = service({
  name: 'receipts',
  purpose: 'keeps a receipt of every payment and shows it to the customer',
  owner: commerce,
  zone: 'core',
  scope: 'out-of-scope',
  port: 8116,
  serves: { readReceipt: get('/receipts/{payment}', { timeout: seconds(2), user: user('customer', 'operator') }) },
  consumes: [consume(paymentEvents, { lag: 1000 })],
  stores: postgresql({ size: '20Gi', backup: backup({ retention: days(14), schedule: '30 2 * * *' }), durability: 'preferred' }),
  size: 'small',
  scaling: { on: 'lag', replicas: replicas(3, 6), promotions: false },
  objective: { availability: 99.5, latency: { percent: 99, within: 500 } },
});

/** In services/registry.ts this is one line. */
export const withReceipts: readonly Service[] = [...services, receipts];

/** Every environment must say which image it runs: without this line it does not compile. */
export const prodWithReceipts = {
  ...prod,
  images: { ...prod.images, digests: { ...prod.images.digests, receipts: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' } },
} as const satisfies Environment<ServiceName | 'receipts'>;
