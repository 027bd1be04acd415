/** One connector a payment product. */
import type { Account } from './account.ts';
import { xs2aSenders } from './adapters/xs2a.ts';
import { bankConnector } from './connector.ts';
import { products } from './domain/names.ts';

export interface BankProps {
  /** The `XS2A_URL`. */
  readonly address: string;
  readonly account: () => Account;
  /** Of a question that moves nothing: another one each time. */
  readonly requestId: () => string;
  readonly now: () => Date;
}

export function bankConnectors({ address, account, requestId, now }: BankProps) {
  const props = { ...xs2aSenders(address, account), address, creditor: () => account().creditor, requestId, now };
  return { xs2a: bankConnector({ ...props, product: products.xs2a }), 'xs2a-instant': bankConnector({ ...props, product: products['xs2a-instant'] }) };
}
