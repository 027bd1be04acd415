/**
 * The terminal's answer to an asynchronous request, as a notification. Its seal is in the body: encrypted and authenticated by the key that we share with the
 * terminal. It carries no time of sending, so it is a hint: what it says is asked of the terminal again.
 */
import { createHash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import type { Notices, Webhook } from '../../kit/provider/contract.ts';
import { unauthenticated } from '../../kit/problem.ts';
import type { Cloud } from './adapters/cloud.ts';
import { Header, read } from './domain/answers.ts';
import { paidOf } from './domain/inquire.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const outer = Compile(Type.Object({ SaleToPOIResponse: Type.Object({ MessageHeader: Header, NexoBlob: Type.String(), SecurityTrailer: Type.Object({}) }) }));

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** One answer for all that can be wrong: who learns which, can decrypt by asking. */
const refused = () => unauthenticated('the notification is not sealed by the terminal’s key');

function opened(text: string, open: Cloud['open']): unknown {
  try {
    return parsed(open(text));
  } catch {
    throw refused();
  }
}

export function readNotification({ body }: Webhook, open: Cloud['open']): Notices {
  const text = Buffer.from(body, 'base64').toString('utf8');
  const sealed = parsed(text);
  if (!outer.Check(sealed)) throw refused();
  const inner = opened(text, open);
  // Of other categories, such as the answer to a reversal: those are answered where they are asked.
  if (!read.payment.Check(inner)) return { notices: [] };
  const { MessageHeader: header, PaymentResponse } = inner.SaleToPOIResponse;
  // What is in clear is anybody's to change.
  if (JSON.stringify([header.POIID, header.SaleID, header.ServiceID]) !== JSON.stringify([sealed.SaleToPOIResponse.MessageHeader.POIID, sealed.SaleToPOIResponse.MessageHeader.SaleID, sealed.SaleToPOIResponse.MessageHeader.ServiceID])) throw refused();
  const attempt = PaymentResponse.SaleData?.SaleTransactionID.TransactionID ?? '';
  if (!uuid.test(attempt)) return { notices: [] };
  const authorisation = paidOf(PaymentResponse, { attempt, currency: PaymentResponse.PaymentResult?.AmountsResp?.Currency ?? '', ends: { sale: header.SaleID, poi: header.POIID } });
  const id = createHash('sha256').update([header.POIID, header.SaleID, header.ServiceID ?? '', attempt].join('\n')).digest('hex');
  return { notices: [{ id, what: 'authorise', certain: false, attempt, ...(authorisation.reference !== undefined && { reference: authorisation.reference }), authorisation }] };
}
