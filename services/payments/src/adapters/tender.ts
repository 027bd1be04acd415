/** What is still due of a basket, and who may pay it: asked of baskets. */
import { basketsApi } from '../../../baskets/src/api.ts';
import type { ResponseOf } from '../../../kit/api.ts';
import { CallError, createClient } from '../../../kit/client.ts';
import { unavailable } from '../../../kit/problem.ts';

export type Tender = ResponseOf<typeof basketsApi.shapes.readTender>;

/** `undefined` where there is no such basket. Throws a ProblemError (503) where that cannot be told now. */
export type ReadTender = (basket: string) => Promise<Tender | undefined>;

export function tenderReader(baseUrl: string, headers: Readonly<Record<string, string>> = {}): ReadTender {
  const client = createClient(basketsApi, { baseUrl, headers });
  return (basket) =>
    client.readTender({ params: { basket } }).then(
      ({ body }) => body,
      (error: unknown) => {
        if (!(error instanceof CallError)) throw error;
        if (error.status === 404) return undefined;
        throw unavailable('what is due of the basket cannot be read now: send the request again');
      },
    );
}
