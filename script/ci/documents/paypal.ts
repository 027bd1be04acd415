import type { Seen } from '../../../services/sandbox/frame/door.ts';
import { startOutside } from '../../../services/paypal/test/support.ts';
import { judgeExchanges } from './exchanges.ts';
import { playAll, readDocument, type Report } from './report.ts';
import { isObject } from './schema.ts';
import { judgeWebhooks } from './webhooks.ts';

/** What an event is about, by the prefix of its type. */
const resources = [['CHECKOUT.ORDER.', 'orders', 'order'], ['PAYMENT.AUTHORIZATION.', 'payments', 'authorization-2'], ['PAYMENT.CAPTURE.REFUNDED', 'payments', 'refund'], ['PAYMENT.CAPTURE.', 'payments', 'capture-2']] as const;

/** A refund's event says by which capture it came, which the document of refunds does not have. */
const without = (value: unknown, name: string): unknown => (isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)) : value);

export async function judgePaypal(resourcesOfCheck: AsyncDisposableStack): Promise<Report> {
  const seen: Seen[] = [];
  const { fixture, sandbox } = await startOutside((one) => seen.push(one));
  resourcesOfCheck.defer(sandbox.close);
  await playAll(fixture);
  await playAll({ ...fixture, ask: { ...fixture.ask, capture: 'automatic' }, doing: { ...fixture.doing, authorise: '/capture' }, becomesStrange: ({ captureReference = '' }) => sandbox.part('paypal').acts['becomes']?.({ reference: captureReference, status: 'HELD_BY_THE_MOON' }) });
  const documents = { orders: readDocument(['paypal', 'checkout_orders_v2.json']), payments: readDocument(['paypal', 'payments_payment_v2.json']), notifications: readDocument(['paypal', 'notifications_webhooks_v1.json']) };
  // The state that nobody has heard of is what the connector must bear; no document has it.
  const sound = seen.filter(({ answer }) => !JSON.stringify(answer.body ?? '').includes('HELD_BY_THE_MOON'));
  const findings = judgeExchanges(sound, { documents: Object.values(documents), elsewhere: [[/^POST \/v1\/oauth2\/token$/, 'OAuth 2.0 (RFC 6749): PayPal publishes no document of it']] });
  const event = documents.notifications.component('event');
  const deliveries = sandbox.courier.deliveries().filter(({ body }) => body !== '');
  const faults = judgeWebhooks(deliveries, (value, type) => {
    const about = resources.find(([prefix]) => type.startsWith(prefix));
    const resource = isObject(value) ? value['resource'] : undefined;
    return [['event', event, value], ...(about ? [['resource', documents[about[1]].component(about[2]), about[2] === 'refund' ? without(resource, 'supplementary_data') : resource] as const] : [])];
  });
  return { provider: 'PayPal', ...findings, webhooks: deliveries.length, faults: new Map([...findings.faults, ...faults]) };
}
