/** The bank's own page, where the payer approves: no part of the standard. */
import type { Outgoing } from '../frame/part.ts';
import { amountText } from './answers.ts';
import type { Bank } from './bank.ts';
import type { Payment } from './payments.ts';

const html = (title: string, content: string): Outgoing => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; form-action *", 'cache-control': 'no-store' },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${content}</html>`,
});

const button = (action: string, text: string): string => `<form method="post" action="${action}"><button>${text}</button></form>`;

export const page = ({ address }: Bank, { id, amount, debtor, status }: Payment): Outgoing =>
  status === 'RCVD' ? html('Sandbox Bank', `<p>Pay ${amountText(amount)} EUR from ${debtor}?</p>${button(`${address}/sca/${id}/approve`, 'Approve')}${button(`${address}/sca/${id}/reject`, 'Reject')}`) : html('Sandbox Bank', '<p>Nothing is left to approve.</p>');

export const cancellationPage = ({ address }: Bank, { id, amount }: Payment): Outgoing => html('Sandbox Bank', `<p>Cancel your payment of ${amountText(amount)} EUR?</p>${button(`${address}/sca/${id}/approve-cancellation`, 'Cancel it')}`);

/** Where the payer's browser goes to afterwards. The bank may pass over the address for the worse case. */
export const returnAddress = ({ returnTo, sca }: Payment): string | undefined => (sca?.status === 'failed' ? (returnTo.nok ?? returnTo.ok) : returnTo.ok);

export function sentBack(payment: Payment): Outgoing {
  const location = returnAddress(payment);
  return location === undefined ? html('Sandbox Bank', '<p>Thank you. You may close this page.</p>') : { status: 303, headers: { location } };
}
