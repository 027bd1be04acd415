import { days, topic } from '../../constructs/declaration/index.ts';

export const paymentEvents = topic({
  name: 'payments.events',
  purpose: 'what became of every payment: authorised, captured, voided, refunded, failed, in the order in which it happened',
  key: 'payment',
  partitions: 12,
  retention: days(14),
});
