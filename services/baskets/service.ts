import { backup, consume, days, del, get, patch, post, postgresql, put, replicas, seconds, service, user } from '../../constructs/declaration/index.ts';
import { erasures } from '../customers/topics.ts';
import { promotions } from '../insights/topics.ts';
import { paymentEvents } from '../payments/topics.ts';
import { commerce } from '../teams.ts';
import { basketEvents } from './topics.ts';

const shopper = user('customer', 'guest', 'till');
const till = user('till');

export const baskets = service({
  name: 'baskets',
  purpose: 'keeps one basket across channels, from the web to the till, with click and collect and split tender',
  owner: commerce,
  zone: 'core',
  scope: 'out-of-scope',
  port: 8111,
  serves: {
    createBasket: post('/baskets', { timeout: seconds(3), idempotent: 'by-key', user: shopper }),
    readBasket: get('/baskets/{basket}', { timeout: seconds(2), user: shopper }),
    changeBasket: patch('/baskets/{basket}', { timeout: seconds(3), idempotent: false, user: shopper }),
    setItem: put('/baskets/{basket}/items/{product}', { timeout: seconds(3), user: shopper }),
    removeItem: del('/baskets/{basket}/items/{product}', { timeout: seconds(3), user: shopper }),
    showCode: post('/baskets/{basket}/codes', { timeout: seconds(2), idempotent: 'by-key', user: user('customer', 'guest') }),
    fetchByCode: get('/codes/{code}', { timeout: seconds(2), user: till }),
    reserve: post('/baskets/{basket}/reservations', { timeout: seconds(5), idempotent: 'by-key', user: shopper }),
    collect: post('/reservations/{reservation}/collections', { timeout: seconds(5), idempotent: 'by-key', user: till }),
    takeBack: post('/reservations/{reservation}/returns', { timeout: seconds(5), idempotent: 'by-key', user: till }),
    readTender: get('/baskets/{basket}/tender', { timeout: seconds(2) }),
  },
  publishes: [basketEvents],
  consumes: [consume(paymentEvents, { lag: 500 }), consume(promotions, { lag: 50 }), consume(erasures, { lag: 100 })],
  stores: postgresql({ size: '50Gi', backup: backup({ retention: days(14), schedule: '0 1 * * *' }), durability: 'preferred' }),
  size: 'medium',
  scaling: { on: 'requests', perPod: 60, replicas: replicas(3, 18), promotions: true },
  objective: {
    availability: 99.95,
    latency: { percent: 99, within: 500 },
    journeys: [{ name: 'click-and-collect', channels: ['web', 'mobile', 'store'], operations: ['reserve', 'collect'], success: 99.5 }],
  },
});
