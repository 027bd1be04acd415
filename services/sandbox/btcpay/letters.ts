/** BTCPay's webhooks: redelivered with an id of their own after 10 s, 1 min, then six times 10 min; a 4xx or 3xx is final. */
import { createHmac } from 'node:crypto';
import type { World } from '../frame/part.ts';
import { storeId } from './forms.ts';
import type { Invoice } from './invoice.ts';

const tenMinutes = 600_000;
const retries = [10_000, 60_000, ...Array.from({ length: 6 }, () => tenMinutes)];

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789';

export const createMail = ({ random, send }: World, secret: string) => ({
  tell: (type: string, { id: invoiceId, metadata }: Invoice, more: object): void => {
    const original = random.text(alphabet, 22);
    send({
      provider: 'btcpay', route: 'btcpay', id: original, type, retries,
      final: (status) => status !== undefined && status < 500 && status !== 408 && status !== 429,
      seal: ({ at, attempt, forged }) => {
        const again = attempt > 1;
        const body = JSON.stringify({ deliveryId: again ? random.text(alphabet, 22) : original, webhookId: 'SandboxWebhook00000001', ...(again && { originalDeliveryId: original }), isRedelivery: again, type, timestamp: Math.floor(at.getTime() / 1_000), storeId, invoiceId, metadata, ...more });
        return { headers: { 'btcpay-sig': `sha256=${createHmac('sha256', forged ? `not ${secret}` : secret).update(body).digest('hex')}` }, body };
      },
    });
  },
});

export type Mail = ReturnType<typeof createMail>;
