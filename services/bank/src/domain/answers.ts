/** What we read of the bank's answers (NextGenPSD2 1.3.11); everything else in them passes. Pure. */
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { paymentIdPattern } from './names.ts';

const Link = Type.Object({ href: Type.Optional(Type.String({ maxLength: 2000 })) });
const Links = Type.Object({ scaRedirect: Type.Optional(Link), startAuthorisation: Type.Optional(Link), next: Type.Optional(Link) });
const Account = Type.Object({ iban: Type.Optional(Type.String()) });
const Amount = Type.Object({ currency: Type.String(), amount: Type.String() });
const status = { transactionStatus: Type.String({ maxLength: 32 }) } as const;
const said = { psuMessage: Type.Optional(Type.String({ maxLength: 500 })), _links: Type.Optional(Links) } as const;

/** Our reference. */
const PaymentId = Type.String({ pattern: paymentIdPattern });

export const Initiated = Type.Object({ ...status, paymentId: PaymentId, scaStatus: Type.Optional(Type.String()), ...said });
export type Initiated = Static<typeof Initiated>;
export const Started = Type.Object({ scaStatus: Type.String(), ...said });
export const Status = Type.Object({ ...status, ...said });
export const Payment = Type.Object({ ...status, instructedAmount: Amount, endToEndIdentification: Type.Optional(Type.String()), creditorAccount: Account });
export const Cancelling = Type.Object({ ...status, ...said });
export const Authorisations = Type.Object({ authorisationIds: Type.Array(Type.String()) });
const Entry = Type.Object({ endToEndId: Type.Optional(Type.String()), transactionAmount: Amount });
export type Entry = Static<typeof Entry>;
export const Statement = Type.Object({ transactions: Type.Object({ booked: Type.Optional(Type.Array(Entry)), pending: Type.Optional(Type.Array(Entry)), _links: Links }) });
export type Statement = Static<typeof Statement>;
const Errors = Type.Object({ tppMessages: Type.Array(Type.Object({ category: Type.String(), code: Type.String({ maxLength: 128 }) }), { minItems: 1 }) });

export const read = {
  initiated: Compile(Initiated),
  started: Compile(Started),
  status: Compile(Status),
  payment: Compile(Payment),
  cancelling: Compile(Cancelling),
  authorisations: Compile(Authorisations),
  statement: Compile(Statement),
} as const;

const errors = Compile(Errors);

/** The bank's code of an error: the first that is one; `HTTP <status>` without any. */
export const errorCodeOf = (status: number, body: unknown): string =>
  (errors.Check(body) ? (body.tppMessages.find(({ category }) => category === 'ERROR') ?? body.tppMessages[0])?.code : undefined) ?? `HTTP ${status}`;
