/** What `ledger.exceptions` says. */
import { Type } from 'typebox';
import { contract } from '../kit/contract.ts';
import { ledgerExceptions } from './topics.ts';

export const exceptionContract = contract(ledgerExceptions, {
  'settlement.exception': Type.Object({
    settlement: Type.String({ minLength: 1, maxLength: 64 }),
    provider: Type.String({ minLength: 1, maxLength: 32 }),
    kind: Type.Union([Type.Literal('missing'), Type.Literal('mismatched'), Type.Literal('duplicate'), Type.Literal('expected'), Type.Literal('unsupported')]),
    reference: Type.String({ maxLength: 128 }),
    detail: Type.String({ maxLength: 512 }),
  }),
});
