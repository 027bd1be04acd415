/** What card-entry's operations take and answer. There is no security code in it: nothing behind it could keep one. */
import { Type } from 'typebox';
import { api } from '../../kit/api.ts';
import { Brand, CardNumber, Expiry, Token } from '../../vault/src/api.ts';
import { cardEntry } from '../service.ts';

/** A signed card session; longer than an identifier. */
const params = { session: Type.String({ pattern: '^[A-Za-z0-9_-]{1,512}\\.[A-Za-z0-9_-]{1,1536}\\.[A-Za-z0-9_-]{1,512}$', description: 'card session, as payments has signed it' }) } as const;

export const cardEntryApi = api(cardEntry, {
  showCardFields: { params, response: Type.String(), media: 'text/html; charset=utf-8' },
  loadAsset: { response: Type.String(), media: 'text/plain; charset=utf-8' },
  tokeniseCard: {
    params,
    body: Type.Object({ number: CardNumber, expiry: Expiry }, { additionalProperties: false }),
    // What a page may know of a card; the first digits are none of it.
    response: Type.Object({ token: Token, brand: Brand, last4: Type.String({ pattern: '^[0-9]{4}$' }) }),
    status: 201,
  },
});
