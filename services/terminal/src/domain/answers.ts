/** What we read of the terminal's answers (nexo Sale to POI 3.0 as Adyen's JSON form); everything else in them passes. Pure. */
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

export const Header = Type.Object({ MessageCategory: Type.String(), SaleID: Type.String(), POIID: Type.String(), ServiceID: Type.Optional(Type.String({ maxLength: 10 })) });
export type Header = Static<typeof Header>;

const Response = Type.Object({ Result: Type.String(), ErrorCondition: Type.Optional(Type.String({ maxLength: 64 })), AdditionalResponse: Type.Optional(Type.String()) });
export type Response = Static<typeof Response>;

const Transaction = Type.Object({ TransactionID: Type.String({ pattern: '^[\\x21-\\x3f\\x41-\\x7e]{1,80}$' }), TimeStamp: Type.String({ pattern: '^[\\x21-\\x7e]{1,40}$' }) });

export const PaymentResponse = Type.Object({
  Response,
  SaleData: Type.Optional(Type.Object({ SaleTransactionID: Type.Object({ TransactionID: Type.String() }) })),
  POIData: Type.Optional(Type.Object({ POITransactionID: Transaction })),
  PaymentResult: Type.Optional(Type.Object({ AmountsResp: Type.Optional(Type.Object({ Currency: Type.Optional(Type.String()), AuthorizedAmount: Type.Number() })) })),
});
export type PaymentResponse = Static<typeof PaymentResponse>;

export const ReversalResponse = Type.Object({
  Response,
  POIData: Type.Optional(Type.Object({ POITransactionID: Transaction })),
  ReversedAmount: Type.Optional(Type.Number()),
});
export type ReversalResponse = Static<typeof ReversalResponse>;

const StatusResponse = Type.Object({
  Response,
  RepeatedMessageResponse: Type.Optional(Type.Object({ MessageHeader: Header, RepeatedResponseMessageBody: Type.Object({ PaymentResponse: Type.Optional(PaymentResponse), ReversalResponse: Type.Optional(ReversalResponse) }) })),
});
export type StatusResponse = Static<typeof StatusResponse>;

const answer = <const P extends Parameters<typeof Type.Object>[0]>(body: P) => Compile(Type.Object({ SaleToPOIResponse: Type.Object({ MessageHeader: Header, ...body }) }));

export const read = {
  login: answer({ LoginResponse: Type.Object({ Response }) }),
  payment: answer({ PaymentResponse }),
  reversal: answer({ ReversalResponse }),
  status: answer({ TransactionStatusResponse: StatusResponse }),
  /** Of an asynchronous request: the request was handed on. */
  handedOn: Compile(Type.Object({ Result: Type.String({ pattern: '^[oO][kK]$' }) })),
  /** In the place of an answer: the terminal was not reached, or did not understand. */
  event: Compile(Type.Object({ SaleToPOIRequest: Type.Object({ EventNotification: Type.Object({ EventToNotify: Type.String({ maxLength: 64 }), EventDetails: Type.Optional(Type.String()) }) }) })),
} as const;

/** In words, for people: what came in the place of an answer. */
export function saidInstead(body: unknown): string {
  if (!read.event.Check(body)) return 'the answer does not fit the protocol';
  const { EventToNotify, EventDetails = '' } = body.SaleToPOIRequest.EventNotification;
  return `${EventToNotify}: ${new URLSearchParams(EventDetails).get('message') ?? 'no details'}`.slice(0, 200);
}
