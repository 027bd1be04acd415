/** The terminal's messages (nexo Sale to POI 3.0 as Adyen's JSON form): what it reads, and what it answers. */
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const Text = Type.String({ minLength: 1 });
const Transaction = Type.Object({ TransactionID: Text, TimeStamp: Text });
const SaleData = Type.Object({ SaleTransactionID: Transaction, SaleToAcquirerData: Type.Optional(Text) });
const Reference = Type.Object({ MessageCategory: Text, SaleID: Text, ServiceID: Text });

const Header = Type.Object({
  ProtocolVersion: Type.Literal('3.0'),
  MessageClass: Type.Literal('Service'),
  MessageCategory: Text,
  MessageType: Type.Literal('Request'),
  SaleID: Text,
  ServiceID: Type.String({ pattern: '^[A-Za-z0-9]{1,10}$' }),
  POIID: Text,
});
export type Header = Static<typeof Header>;

export const PaymentRequest = Type.Object({
  SaleData,
  PaymentTransaction: Type.Object({ AmountsReq: Type.Object({ Currency: Type.String({ pattern: '^[A-Z]{3}$' }), RequestedAmount: Type.Number({ exclusiveMinimum: 0, maximum: 99_999_999.999999 }) }) }),
});
export type PaymentRequest = Static<typeof PaymentRequest>;

export const ReversalRequest = Type.Object({
  SaleData: Type.Optional(SaleData),
  OriginalPOITransaction: Type.Object({ POITransactionID: Transaction }),
  ReversalReason: Type.Enum(['CustCancel', 'MerchantCancel', 'Malfunction', 'Unable2Compl']),
  ReversedAmount: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 99_999_999.999999 })),
});
export type ReversalRequest = Static<typeof ReversalRequest>;

const request = Compile(
  Type.Object({
    SaleToPOIRequest: Type.Object({
      MessageHeader: Header,
      LoginRequest: Type.Optional(Type.Object({ DateTime: Text, OperatorLanguage: Type.String({ pattern: '^[a-z]{2}$' }) })),
      PaymentRequest: Type.Optional(PaymentRequest),
      ReversalRequest: Type.Optional(ReversalRequest),
      AbortRequest: Type.Optional(Type.Object({ AbortReason: Text, MessageReference: Reference })),
      TransactionStatusRequest: Type.Optional(Type.Object({ MessageReference: Reference })),
    }),
  }),
);

export type Request = Static<ReturnType<typeof request.Type>>['SaleToPOIRequest'];

/** `undefined` for what the terminal does not understand. */
export const readRequest = (value: unknown): Request | undefined => (request.Check(value) ? value.SaleToPOIRequest : undefined);

export interface Response {
  readonly Result: 'Success' | 'Failure';
  readonly ErrorCondition?: string;
  readonly AdditionalResponse?: string;
}

export const success = (additional: Readonly<Record<string, string>> = {}): Response => ({ Result: 'Success', ...(Object.keys(additional).length > 0 && { AdditionalResponse: new URLSearchParams(additional).toString() }) });

export const failure = (ErrorCondition: string, additional: Readonly<Record<string, string>> = {}): Response => ({ Result: 'Failure', ErrorCondition, AdditionalResponse: new URLSearchParams({ message: ErrorCondition, ...additional }).toString() });

type Body = Readonly<Record<string, unknown>>;

export interface Answer extends Body {
  readonly MessageHeader: Body;
}

export const responseHeader = (header: Header, category: string = header.MessageCategory): Body => ({ ...header, MessageCategory: category, MessageType: 'Response' });

export const answer = (header: Header, body: Body): Answer => ({ MessageHeader: responseHeader(header), ...body });

/** In the place of an answer: the terminal or what carries for it has not taken the request. */
export const rejectOf = (header: Readonly<Record<string, unknown>>, at: Date, message: string, rejected = ''): Answer => ({
  MessageHeader: { ProtocolVersion: '3.0', MessageClass: 'Event', MessageCategory: 'Event', MessageType: 'Notification', SaleID: header['SaleID'] ?? 'unknown', POIID: header['POIID'] ?? 'unknown', DeviceID: '1' },
  EventNotification: { TimeStamp: at.toISOString(), EventToNotify: 'Reject', EventDetails: new URLSearchParams({ message }).toString(), ...(rejected !== '' && { RejectedMessage: Buffer.from(rejected).toString('base64') }) },
});
