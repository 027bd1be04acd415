/** The merchant's account statement, and what is announced on it: read by the standing consent. */
import type { Incoming, Outgoing } from '../frame/part.ts';
import { merchant } from './accounts.ts';
import { amountText, saidNo } from './answers.ts';
import type { Bank } from './bank.ts';
import { isExecuted, type Payment } from './payments.ts';

const entriesPerPage = 100;

const day = (at: Date): string => at.toISOString().slice(0, 10);

const entry = ({ id, amount, endToEndIdentification, debtor, body, booked }: Payment) => ({
  transactionId: `t-${id.slice(0, 13)}`,
  endToEndId: endToEndIdentification,
  ...(booked && { bookingDate: day(booked), valueDate: day(booked) }),
  transactionAmount: { currency: 'EUR', amount: amountText(amount) },
  debtorAccount: { iban: debtor },
  ...(typeof body['remittanceInformationUnstructured'] === 'string' && { remittanceInformationUnstructured: body['remittanceInformationUnstructured'] }),
});

const announced = new Set(['ACTC', 'ACSP']);

export function statement({ payments }: Bank, { headers, params, query }: Incoming): Outgoing {
  if (headers['consent-id'] !== merchant.consent) return saidNo(401, 'CONSENT_INVALID');
  if (params['account'] !== merchant.account) return saidNo(404, 'RESOURCE_UNKNOWN');
  const status = query.get('bookingStatus');
  if (status === null || !['booked', 'pending', 'both'].includes(status)) return saidNo(400, 'PARAMETER_NOT_SUPPORTED', 'bookingStatus');
  const from = query.get('dateFrom') ?? '0000-00-00';
  const booked = payments.all().filter((one) => isExecuted(one) && one.booked !== undefined && day(one.booked) >= from);
  const page = Number(query.get('pageIndex') ?? '0');
  const path = `/v1/accounts/${merchant.account}`;
  const more = booked.length > (page + 1) * entriesPerPage;
  const next = new URLSearchParams({ dateFrom: from, bookingStatus: status, pageIndex: String(page + 1) });
  return {
    status: 200,
    body: {
      account: { iban: merchant.iban },
      transactions: {
        ...(status !== 'pending' && { booked: booked.slice(page * entriesPerPage, (page + 1) * entriesPerPage).map(entry) }),
        ...(status !== 'booked' && { pending: page === 0 ? payments.all().filter((one) => announced.has(one.status)).map(entry) : [] }),
        _links: { account: { href: path }, ...(more && { next: { href: `${path}/transactions?${next.toString()}` } }) },
      },
    },
  };
}
