import { days, topic } from '../../constructs/declaration/index.ts';

export const ledgerExceptions = topic({
  name: 'ledger.exceptions',
  purpose: 'differences between the ledger and a settlement file that a person must look at',
  key: 'settlement',
  partitions: 3,
  retention: days(30),
});
