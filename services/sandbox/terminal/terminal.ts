/** What a terminal does with a request. */
import { nameOf, paymentNamed, takes, type Device, type Shop } from './device.ts';
import { answer, failure, rejectOf, responseHeader, success, type Answer, type Request } from './messages.ts';
import { aborted, answered, begin } from './payment.ts';
import { reverse } from './reversal.ts';

/** `answer` comes at once, or when the customer is done; an abort has none. */
export type Taken = { readonly rejected: Answer } | { readonly answer: Promise<Answer> | undefined; readonly tells: boolean };

const said = (one: Answer): Taken => ({ answer: Promise.resolve(one), tells: false });

function login({ clock }: Shop, device: Device, { MessageHeader: header }: Request): Answer {
  if (device.current) return answer(header, { LoginResponse: { Response: failure('Busy') } });
  device.sessions.add(header.SaleID);
  const software = { ManufacturerID: 'Sandbox', ApplicationName: 'Terminal', SoftwareVersion: '1.0', CertificationCode: 'none' };
  return answer(header, { LoginResponse: { Response: success(), POISystemData: { DateTime: clock.now().toISOString(), POISoftware: software } } });
}

function status(device: Device, { MessageHeader: header, TransactionStatusRequest: asked }: Request): Answer {
  const { MessageCategory: category = '', SaleID: sale = '', ServiceID: serviceId = '' } = asked?.MessageReference ?? {};
  const payment = category === 'Payment' ? paymentNamed(device, sale, serviceId) : undefined;
  const repeated = payment?.over?.answer ?? (category === 'Reversal' ? device.reversed.get(nameOf(sale, serviceId)) : undefined);
  const MessageReference = { MessageCategory: category, SaleID: sale, ServiceID: serviceId, POIID: device.poi };
  if (!repeated) return answer(header, { TransactionStatusResponse: { Response: failure(payment ? 'InProgress' : 'NotFound'), MessageReference } });
  const { MessageHeader: _, ...RepeatedResponseMessageBody } = repeated;
  return answer(header, { TransactionStatusResponse: { Response: success(), MessageReference, RepeatedMessageResponse: { MessageHeader: responseHeader({ ...header, SaleID: sale, ServiceID: serviceId }, category), RepeatedResponseMessageBody } } });
}

export function take(shop: Shop, device: Device, request: Request, { declined }: { readonly declined: boolean }): Taken {
  const { MessageHeader: header, LoginRequest, PaymentRequest, ReversalRequest, AbortRequest, TransactionStatusRequest } = request;
  const now = shop.clock.now();
  if (!takes(device, header, now)) return { rejected: rejectOf(header, now, `ServiceID ${header.ServiceID} was used within 48 hours`) };
  if (LoginRequest) return said(login(shop, device, request));
  if (TransactionStatusRequest) return said(status(device, request));
  if (ReversalRequest) return said(reverse(shop, device, header, ReversalRequest));
  if (PaymentRequest) return { answer: answered(begin(shop, device, { header, request: PaymentRequest, declined })), tells: true };
  if (!AbortRequest) return { rejected: rejectOf(header, now, `${header.MessageCategory} is not known here`) };
  aborted(shop, device, paymentNamed(device, AbortRequest.MessageReference.SaleID, AbortRequest.MessageReference.ServiceID));
  return { answer: undefined, tells: false };
}
