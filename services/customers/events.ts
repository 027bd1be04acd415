/** What `customers.erasures` says. */
import { Type } from 'typebox';
import { contract } from '../kit/contract.ts';
import { erasures } from './topics.ts';

export const erasureContract = contract(erasures, {
  /** `customer` is who it was as all services know them: the subject of their access tokens. Whoever keeps it, or what belongs to it, forgets both. */
  erased: Type.Object({ customer: Type.String({ minLength: 1, maxLength: 64 }), at: Type.String({ description: 'RFC 3339, UTC' }) }),
});
