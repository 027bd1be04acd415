/** The till begins a session with the terminal: at the same time the cheapest way to learn that it is there, before any payment was sent. Pure. */
import type { Authorisation } from '../../../kit/provider/contract.ts';
import type { Exchange } from '../../../kit/provider/exchange.ts';
import { read, saidInstead } from './answers.ts';
import { headerOf, MessageCategory, type Sent } from './message.ts';
import type { Ends } from './names.ts';

export interface LoggingIn {
  readonly ends: Ends;
  readonly serviceId: string;
  readonly now: Date;
  /** Of the payer, or of the till; two letters. */
  readonly language: string;
}

/** Of the Sale System (nexo SaleSoftware). */
const software = { ManufacturerID: 'Guichet', ApplicationName: 'Guichet', SoftwareVersion: '0.1.0', CertificationCode: 'none' };

/** Why there is no session; `undefined` where there is one. No payment was sent, so nothing was done. */
export type NoSession = Pick<Authorisation, 'state' | 'detail'> & { readonly state: 'not-processed'; readonly busy: boolean };

const none = (detail: string, busy = false): NoSession => ({ state: 'not-processed', detail, busy });

export const login: Exchange<LoggingIn, Sent, NoSession | undefined> = {
  request: ({ ends, serviceId, now, language }) => ({
    how: 'sync',
    message: { MessageHeader: headerOf(MessageCategory.Login, ends, serviceId), LoginRequest: { DateTime: now, SaleSoftware: software, OperatorLanguage: language } },
  }),
  response: (reply, { ends: { poi } }) => {
    if (reply.kind !== 'answered') return none(`the terminal ${poi} was not reached: ${reply.why}`);
    if (reply.status !== 200) return none(`the terminal service answered ${reply.status}`);
    if (!read.login.Check(reply.body)) return none(`the terminal ${poi} is not there: ${saidInstead(reply.body)}`);
    const { Result, ErrorCondition } = reply.body.SaleToPOIResponse.LoginResponse.Response;
    return Result === 'Success' ? undefined : none(`the terminal ${poi} takes no login: ${ErrorCondition ?? Result}`, ErrorCondition === 'Busy');
  },
};
