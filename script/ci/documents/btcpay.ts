import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { startOutside } from '../../../services/crypto/test/support.ts';
import { verify } from '../../../services/crypto/src/domain/webhook.ts';
import type { Seen } from '../../../services/sandbox/frame/door.ts';
import { hold } from '../check.ts';
import { judgeExchanges } from './exchanges.ts';
import { playAll, readDocument, readJson, type Report } from './report.ts';
import { judgeWebhooks } from './webhooks.ts';

const vector = Compile(Type.Object({ secret: Type.String(), body: Type.String(), 'BTCPay-Sig': Type.String() }));

/** The signature of others' making is good, and is not when a byte is another. */
function vectors(): number {
  const one = readJson('vectors', 'btcpay-sig.json');
  hold(vector.Check(one), 'btcpay-sig.json is not as this check reads it');
  const headers = { 'BTCPay-Sig': one['BTCPay-Sig'] };
  verify(headers, Buffer.from(one.body), [one.secret]);
  let refused = false;
  try {
    verify(headers, Buffer.from(`${one.body} `), [one.secret]);
  } catch {
    refused = true;
  }
  hold(refused, 'a body with one byte more passes for the signed one');
  return 1;
}

const schemas: Readonly<Record<string, string>> = { InvoiceReceivedPayment: 'WebhookInvoiceReceivedPaymentEvent', InvoicePaymentSettled: 'WebhookInvoicePaymentSettledEvent', InvoiceProcessing: 'WebhookInvoiceProcessingEvent', InvoiceExpired: 'WebhookInvoiceExpiredEvent', InvoiceSettled: 'WebhookInvoiceSettledEvent', InvoiceInvalid: 'WebhookInvoiceInvalidEvent', InvoiceCreated: 'WebhookInvoiceEvent' };

export async function judgeBtcpay(resources: AsyncDisposableStack): Promise<Report> {
  const seen: Seen[] = [];
  const { fixture, sandbox, act } = await startOutside((one) => seen.push(one));
  resources.defer(sandbox.close);
  await playAll(fixture);
  // What the kit does not come by: a void, and an invoice that nobody pays.
  const connector = fixture.connect(sandbox.addresses['btcpay'] ?? '')['btcpay'];
  const attempt = '6f2c9a3e-1d4b-4c5a-9e8f-0a1b2c3d4e5f';
  const amount = { amount: 1099, currency: 'EUR' };
  const asked = { key: 'k', body: { route: 'btcpay', payment: 'p-1', attempt, amount, capture: 'automatic', channel: 'web', instrument: { method: 'crypto' }, authentication: { decision: 'issuer-decides' }, returnAddress: 'https://shop.example/back', begunAt: '2026-11-25T08:00:00Z' } } as const;
  const { reference = '' } = (await connector?.authorise(asked)) ?? {};
  await connector?.void({ key: 'v', reference, body: { route: 'btcpay', payment: 'p-1', attempt, operation: attempt, amount, authorised: amount, begunAt: '2026-11-25T08:00:00Z' } });
  await act('mark', reference, { status: 'Settled' });
  const document = readDocument(['btcpay', 'greenfield-v1.cut.json']);
  const sound = seen.filter(({ answer }) => !JSON.stringify(answer.body ?? '').includes('HeldByTheMoon'));
  const findings = judgeExchanges(sound, { documents: [document], elsewhere: [[/^GET \/api\/v1\/(stores\/[^/]+\/)?pull-payments/, 'of the Greenfield API, and not in this cut of its document']] });
  const deliveries = sandbox.courier.deliveries().filter(({ body }) => body !== '');
  const faults = judgeWebhooks(deliveries, (event, type) => [['event', document.component(schemas[type] ?? 'WebhookInvoiceEvent'), event]]);
  return { provider: 'BTCPay Server', ...findings, webhooks: deliveries.length, vectors: vectors(), faults: new Map([...findings.faults, ...faults]) };
}
