/** Finds what was asked, by reading alone wherever PayPal lets us. What cannot be read is unknown, whatever kept us from reading it. */
import type { Authorisation, Modification } from '../../kit/provider/contract.ts';
import type { AuthoriseAsked, ModifyAsked, Reply } from '../../kit/provider/exchange.ts';
import { authorising, readAuthorization, readOrder } from './domain/authorisation.ts';
import { readCapture, readRefund, readVoid } from './domain/modification.ts';
import type { Said, Sent, UnitSaid } from './domain/wire.ts';

export type Send = (sent: Sent) => Promise<Reply<Said>>;

const well = (reply: Reply<Said>): Said | undefined => (reply.kind === 'answered' && reply.status < 300 ? reply.body : undefined);
const gone = (reply: Reply<Said>): boolean => reply.kind === 'answered' && reply.status === 404;
const because = (reply: Reply<Said>): string => (reply.kind === 'answered' ? `PayPal answered ${reply.status} ${reply.body.problem?.name ?? ''}`.trim() : reply.why);

/** A look-up that failed says nothing of what it looked for. */
const unsure = (found: Authorisation): Authorisation => (found.state === 'not-processed' ? { ...found, state: 'unknown' } : found);

export async function lookUpAuthorisation(send: Send, asked: AuthoriseAsked & { readonly reference?: string }): Promise<Authorisation> {
  const { continues } = asked.body;
  const id = asked.reference ?? continues?.reference;
  // Nobody knows of an order yet: creating it by the same key finds the first one, and moves no money.
  if (id === undefined) return unsure(readOrder(await send(authorising.request(asked))));
  const reply = await send({ call: 'get-order', id });
  const order = well(reply)?.order;
  // The payer has come back, and what was asked then never arrived: it may be asked again by its key.
  if (order?.status === 'APPROVED' && continues) return { state: 'not-found', reference: id, detail: 'the order is approved, and not yet authorised or captured' };
  if (!gone(reply)) return unsure(readOrder(reply, id));
  const other = await send({ call: 'get-authorization', id });
  const authorization = well(other)?.authorization;
  if (authorization) return readAuthorization(authorization);
  // It was there once, and an order that is gone was never authorised: no money moves by it any more.
  return gone(other) ? { state: 'expired', reference: id, detail: 'PayPal has forgotten the order' } : { state: 'unknown', reference: id, detail: because(other) };
}

type Kind = 'capture' | 'void' | 'refund';
export type LookUpModification = ModifyAsked & { readonly what: Kind; readonly found?: string };

const unknown = (reply: Reply<Said>): Modification => ({ state: 'unknown', detail: because(reply) });

/** All that PayPal did of the order that something belongs to. */
async function paymentsOf(send: Send, of: Sent): Promise<UnitSaid['payments'] | Modification> {
  const first = await send(of);
  const said = well(first);
  const id = (said?.authorization ?? said?.capture)?.supplementaryData?.relatedIds?.orderId;
  if (id === undefined) return said ? { state: 'unknown', detail: 'PayPal does not say which order it belongs to' } : unknown(first);
  const reply = await send({ call: 'get-order', id });
  return well(reply)?.order?.purchaseUnits?.[0]?.payments ?? unknown(reply);
}

const ways: Readonly<Record<Kind, (send: Send, asked: LookUpModification) => Promise<Modification>>> = {
  capture: async (send, { reference, found, body: { operation } }) => {
    if (found !== undefined) return direct(await send({ call: 'get-capture', id: found }), ({ capture }) => capture && readCapture(capture));
    const payments = await paymentsOf(send, { call: 'get-authorization', id: reference });
    return among(payments, (all) => all?.captures?.find(({ invoiceId }) => invoiceId === operation), readCapture);
  },
  void: async (send, { reference }) => direct(await send({ call: 'get-authorization', id: reference }), ({ authorization }) => authorization && readVoid(authorization)),
  refund: async (send, { reference, found, body: { operation } }) => {
    if (found !== undefined) return direct(await send({ call: 'get-refund', id: found }), ({ refund }) => refund && readRefund(refund));
    const payments = await paymentsOf(send, { call: 'get-capture', id: reference });
    return among(payments, (all) => all?.refunds?.find(({ invoiceId }) => invoiceId === operation), readRefund);
  },
};

const direct = (reply: Reply<Said>, read: (said: Said) => Modification | undefined): Modification => {
  const said = well(reply);
  return (said && read(said)) ?? (gone(reply) ? { state: 'not-found' } : unknown(reply));
};

const among = <T>(payments: UnitSaid['payments'] | Modification, find: (all: UnitSaid['payments']) => T | undefined, read: (one: T) => Modification): Modification => {
  if (payments && 'state' in payments) return payments;
  const one = find(payments);
  return one === undefined ? { state: 'not-found' } : read(one);
};

export const lookUpModification = (send: Send, asked: LookUpModification): Promise<Modification> => ways[asked.what](send, asked);
