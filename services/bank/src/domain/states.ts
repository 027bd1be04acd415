/** The bank's states of a payment (`transactionStatus`, ISO 20022 ExternalPaymentTransactionStatus1Code) to ours. Pure. */
import type { Authorisation } from '../../../kit/provider/contract.ts';

type State = Pick<Authorisation, 'state' | 'decline' | 'detail'>;

const pending = (detail: string): State => ({ state: 'pending', detail });

/**
 * ACSC is given "for status reasons, not financial information" (Implementation Guidelines, section 14.13): paid for the basket, while the ledger
 * waits for the account statement as it waits for any settlement file.
 */
export const states: Readonly<Record<string, State>> = {
  RCVD: pending('received: the payer has not approved it yet'),
  PATC: pending('some of the approvals that it needs are given'),
  PDNG: pending('further checks are made'),
  ACTC: pending('valid and approved, not executed'),
  ACCP: pending('the payer’s profile was checked, not executed'),
  ACFC: pending('the funds were checked, not executed'),
  ACWC: pending('accepted with a change, not executed'),
  ACWP: pending('accepted, not posted'),
  ACSP: pending('promised: the bank executes it'),
  // Of bulks alone, which we never send.
  PART: pending('executed in part'),
  ACSC: { state: 'captured' },
  ACCC: { state: 'captured' },
  RJCT: { state: 'declined', decline: { code: 'declined', providerCode: 'RJCT', again: 'other-instrument' } },
  CANC: { state: 'voided' },
};

/** What is not known is not success, and not refused either. */
export const stateOf = (transactionStatus: string): State => states[transactionStatus] ?? pending(`the bank says ${transactionStatus}, which is not in our table`);

/** While the payer is asked: later states need nothing from them. */
export const asksPayer = (transactionStatus: string): boolean => transactionStatus === 'RCVD' || transactionStatus === 'PATC';
