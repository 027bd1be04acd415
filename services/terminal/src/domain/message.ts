/** What all messages have, by the SDK's own models of them. Pure. */
import { MessageCategory } from '@adyen/api-library/lib/src/typings/tapi/messageCategory.js';
import { MessageClass } from '@adyen/api-library/lib/src/typings/tapi/messageClass.js';
import type { MessageHeader } from '@adyen/api-library/lib/src/typings/tapi/messageHeader.js';
import { MessageType } from '@adyen/api-library/lib/src/typings/tapi/messageType.js';
import type { SaleToPOIRequest } from '@adyen/api-library/lib/src/typings/tapi/saleToPOIRequest.js';
import type { Authorise, Modify } from '../../../kit/provider/contract.ts';
import type { Ends } from './names.ts';

export { MessageCategory };

export interface Sent {
  readonly message: SaleToPOIRequest;
  /** `async`: the request is handed on, and the terminal answers by a notification, or when asked. */
  readonly how: 'sync' | 'async';
}

export const headerOf = (category: MessageCategory, { sale, poi }: Ends, serviceId: string): MessageHeader => ({
  ProtocolVersion: '3.0',
  MessageClass: MessageClass.Service,
  MessageCategory: category,
  MessageType: MessageType.Request,
  SaleID: sale,
  ServiceID: serviceId,
  POIID: poi,
});

/** `undefined` where the instrument is no terminal. */
export function endsOf({ instrument }: Pick<Authorise, 'instrument'> | Pick<Modify, 'instrument'>): Ends | undefined {
  return instrument?.method === 'terminal' && 'terminal' in instrument ? { sale: instrument.till, poi: instrument.terminal } : undefined;
}

/** A time of ours; the beginning of time, for a day that is in no calendar. */
export const instantOf = (text: string): Date => new Date(Date.parse(text) || 0);
