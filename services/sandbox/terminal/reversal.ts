/** An approved payment is given back, whole or in part: referenced, without a card, and without a session, since it is the acquirer who does it. */
import { nameOf, type Device, type Payment, type Shop } from './device.ts';
import { answer, failure, success, type Answer, type Header, type ReversalRequest } from './messages.ts';
import { majorOf, minorOf, currencyOf } from './payment.ts';

const letters = 'BCDFGHJKLMNPQRSTVWXZ0123456789';

const isOf = (transaction: { readonly TransactionID: string; readonly TimeStamp: string }) => ({ over }: Payment): boolean =>
  over?.psp !== undefined && `${over.tender}.${over.psp}` === transaction.TransactionID && over.at.getTime() === Date.parse(transaction.TimeStamp);

/** Payments of every terminal of the shop: a till may stand beside another one by then. */
const originalOf = ({ devices }: Shop, { OriginalPOITransaction: { POITransactionID } }: ReversalRequest): Payment | undefined => devices().flatMap(({ payments }) => payments).find(isOf(POITransactionID));

export function reverse(shop: Shop, device: Device, header: Header, request: ReversalRequest): Answer {
  const said = answer(header, { ReversalResponse: reversed(shop, device, header, request) });
  device.reversed.set(nameOf(header.SaleID, header.ServiceID), said);
  return said;
}

function reversed(shop: Shop, device: Device, header: Header, request: ReversalRequest): Readonly<Record<string, unknown>> {
  const of = originalOf(shop, request);
  if (!of) return { Response: failure('NotFound', { refusalReason: 'Original payment not found' }) };
  const currency = currencyOf(of);
  const minor = request.ReversedAmount === undefined ? of.minor : minorOf(request.ReversedAmount, currency);
  const before = shop.devices().flatMap(({ reversals }) => reversals).filter((one) => one.of === of).reduce((sum, one) => sum + one.minor, 0n);
  if (minor === undefined) return { Response: failure('MessageFormat') };
  if (before + minor > of.minor) return { Response: failure('Refusal', { refusalReason: 'Insufficient balance on payment' }) };
  const [tender, psp, at] = [shop.random.text(letters, 12), shop.random.text(letters, 16), shop.clock.now()];
  device.reversals.push({ header, request, of, minor, psp, at });
  return { Response: success({ pspReference: psp }), POIData: { POITransactionID: { TransactionID: `${tender}.${psp}`, TimeStamp: at.toISOString() } }, ReversedAmount: majorOf(minor, currency) };
}
