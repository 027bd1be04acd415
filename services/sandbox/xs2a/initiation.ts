/** A payment is initiated, and its authorisation started. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Incoming, Outgoing } from '../frame/part.ts';
import { isIban, payerAccountOf } from './accounts.ts';
import { askingPayer, echoed, euros, initiated, pathOf, saidNo } from './answers.ts';
import type { Bank } from './bank.ts';
import type { Payment } from './payments.ts';

const Account = Type.Object({ iban: Type.String() });
const body = Compile(
  Type.Object({
    endToEndIdentification: Type.Optional(Type.String({ maxLength: 35 })),
    instructedAmount: Type.Object({ currency: Type.String(), amount: Type.String() }),
    debtorAccount: Account,
    creditorAccount: Account,
    creditorName: Type.String({ maxLength: 70 }),
    remittanceInformationUnstructured: Type.Optional(Type.String({ maxLength: 140 })),
  }),
);

const isTrue = (value: string | undefined): boolean => value === 'true';

export const products = ['sepa-credit-transfers', 'instant-sepa-credit-transfers'] as const;

/** A bank may answer a request that it has seen with what it made then; another makes a second payment. The standard says nothing of it. */
const before = ({ payments, rules }: Bank, requestId: string): Payment | undefined => (rules.forgetful ? undefined : payments.all().find((one) => one.requestId === requestId));

export function initiate(bank: Bank, asked: Incoming): Outgoing {
  const { headers, json, params, decline } = asked;
  const { address, payments, rules } = bank;
  const product = products.find((one) => one === params['product']);
  if (!product) return echoed(asked, saidNo(404, 'PRODUCT_UNKNOWN'));
  if (headers['psu-ip-address'] === undefined) return echoed(asked, saidNo(400, 'FORMAT_ERROR', 'PSU-IP-Address is missing'));
  if (!body.Check(json)) return echoed(asked, saidNo(400, 'FORMAT_ERROR', body.Errors(json).map(({ instancePath, message }) => `${instancePath} ${message}`).join(', ').slice(0, 500)));
  const amount = euros(json.instructedAmount);
  if (amount === undefined) return echoed(asked, saidNo(400, 'FORMAT_ERROR', 'instructedAmount is no positive amount of euros'));
  if (!isIban(json.debtorAccount.iban) || !isIban(json.creditorAccount.iban)) return echoed(asked, saidNo(400, 'FORMAT_ERROR', 'an IBAN has wrong check digits'));
  const { balance, exempted } = payerAccountOf(json.debtorAccount.iban);
  if (decline || (balance < amount && isTrue(headers['tpp-rejection-nofunds-preferred']))) return echoed(asked, saidNo(400, 'PAYMENT_FAILED', 'not enough funds'));
  const requestId = headers['x-request-id'] ?? '';
  const known = before(bank, requestId);
  if (known) return echoed(asked, initiated(address, known));
  const { 'tpp-redirect-uri': ok, 'tpp-nok-redirect-uri': nok } = headers;
  const payment = payments.add({
    product, requestId, amount, endToEndIdentification: json.endToEndIdentification ?? 'NOTPROVIDED', debtor: json.debtorAccount.iban, body: { ...json }, exempted: exempted || rules.exempting,
    approach: ok === undefined || rules.decoupling ? 'DECOUPLED' : 'REDIRECT', returnTo: { ...(ok !== undefined && { ok }), ...(nok !== undefined && { nok }) },
  });
  // Who prefers to start it by itself may be passed over.
  if (!(rules.explicit && isTrue(headers['tpp-explicit-authorisation-preferred']))) payments.startSca(payment);
  return echoed(asked, initiated(address, payment));
}

export function startAuthorisation({ address, payments }: Bank, payment: Payment): Outgoing {
  const { sca, approach } = payments.startSca(payment);
  const path = `${pathOf(payment)}/authorisations/${sca?.id ?? ''}`;
  const { _links, ...asking } = askingPayer(address, payment);
  return { status: 201, headers: { 'aspsp-sca-approach': approach }, body: { scaStatus: sca?.status ?? 'received', authorisationId: sca?.id ?? '', ...asking, _links: { ..._links, scaStatus: { href: path } } } };
}
