/** A payment is read, and cancelled. */
import type { Outgoing } from '../frame/part.ts';
import { askingPayer, pathOf, saidNo } from './answers.ts';
import type { Bank } from './bank.ts';
import type { Payment } from './payments.ts';

export const statusOf = ({ address }: Bank, payment: Payment): Outgoing => ({ status: 200, body: { transactionStatus: payment.status, ...askingPayer(address, payment) } });

export const paymentOf = (_: Bank, { body, status }: Payment): Outgoing => ({ status: 200, body: { ...body, transactionStatus: status } });

export const scaStatusOf = (_: Bank, { sca }: Payment): Outgoing => (sca ? { status: 200, body: { scaStatus: sca.status } } : saidNo(404, 'RESOURCE_UNKNOWN'));

export function cancel({ payments, rules }: Bank, payment: Payment): Outgoing {
  const was = payments.cancel(payment, rules.asksToCancel);
  if (was === 'done') return { status: 204 };
  if (was === 'too-late') return saidNo(405, 'CANCELLATION_INVALID');
  return { status: 202, body: { transactionStatus: payment.status, _links: { startAuthorisation: { href: `${pathOf(payment)}/cancellation-authorisations` } } } };
}

export const cancellationsOf = (_: Bank, { cancellation }: Payment): Outgoing => ({ status: 200, body: { authorisationIds: cancellation ? [cancellation.id] : [] } });

export function startCancellation({ address, random }: Bank, payment: Payment): Outgoing {
  payment.cancellation ??= { id: random.uuid(), status: 'received' };
  const { id, status } = payment.cancellation;
  return { status: 201, body: { scaStatus: status, authorisationId: id, _links: { scaRedirect: { href: `${address}/sca/${payment.id}/cancel` }, scaStatus: { href: `${pathOf(payment)}/cancellation-authorisations/${id}` } } } };
}
