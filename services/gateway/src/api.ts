/** What the gateway takes and answers: what the services behind it do, by their own schemas, so that nothing is written twice. */
import { api, type Api } from '../../kit/api.ts';
import { OpenApiShape } from '../../kit/openapi.ts';
import { basketsApi } from '../../baskets/src/api.ts';
import { customersApi } from '../../customers/src/api.ts';
import { insightsApi } from '../../insights/src/api.ts';
import { ledgerApi } from '../../ledger/src/api.ts';
import { paymentsApi } from '../../payments/src/api.ts';
import { gateway } from '../service.ts';

type Shared<A extends Api> = Pick<A['shapes'], keyof A['shapes'] & keyof (typeof gateway)['serves']>;

/** The shapes of those operations that the gateway has by the same name. */
const shared = <A extends Api>({ shapes }: A): Shared<A> => Object.fromEntries(Object.entries(shapes).filter(([name]) => name in gateway.serves)) as Shared<A>;

export const gatewayApi = api(gateway, {
  readApi: { response: OpenApiShape },
  ...shared(basketsApi),
  ...shared(paymentsApi),
  ...shared(customersApi),
  ...shared(insightsApi),
  ...shared(ledgerApi),
});

/** The services behind it, by their names. */
export const behind = { baskets: basketsApi, payments: paymentsApi, customers: customersApi, insights: insightsApi, ledger: ledgerApi } as const;

export type Behind = keyof typeof behind;

/** The service that an operation is passed on to, as the declaration draws the arrow; `undefined` for the gateway's own. */
export function calleeOf(operation: string): Api | undefined {
  const arrow = gateway.calls.find(({ operations, during }) => operations.includes(operation) && during.includes(operation));
  return Object.values(behind).find(({ service }) => service === arrow?.callee);
}
