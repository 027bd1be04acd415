/** The bodies of the ledger's operations. */
import { Type } from 'typebox';
import { api, Identifier } from '../../kit/api.ts';
import { ledger } from '../service.ts';

const Text = Type.String();

/** A sum, or a side of an entry: text, since sums may be more than a JSON number holds exactly. */
const Units = Type.String({ pattern: '^-?[0-9]+$', description: 'minor units; positive is debit, negative is credit' });

const At = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z$', description: 'RFC 3339, UTC; now where it is absent' });

const Balance = Type.Object({
  account: Text,
  currency: Text,
  posted: Units,
  /** What pending entries still reserve. */
  pending: Units,
});

const Entry = Type.Object({
  position: Type.Integer(),
  id: Text,
  state: Text,
  kind: Text,
  currency: Text,
  payment: Text,
  reference: Type.Optional(Text),
  pending: Type.Optional(Text),
  expiresAt: Type.Optional(Text),
  effectiveAt: Text,
  recordedAt: Text,
  lines: Type.Array(Type.Object({ account: Text, amount: Units })),
  hash: Type.String({ description: 'SHA-256 of this entry and the hash before it, hexadecimal' }),
});

const Exception = Type.Object({ kind: Text, reference: Text, detail: Text });

/** The providers of services/providers.ts; a test holds the two together. */
const Provider = Type.Union([Type.Literal('bank'), Type.Literal('cards'), Type.Literal('crypto'), Type.Literal('paypal'), Type.Literal('terminal')]);

export const ledgerApi = api(ledger, {
  listAccounts: { query: Type.Object({ at: Type.Optional(At) }, { additionalProperties: false }), response: Type.Object({ accounts: Type.Array(Balance) }) },
  readBalance: { query: Type.Object({ at: Type.Optional(At) }, { additionalProperties: false }), response: Balance },
  readJournal: {
    query: Type.Object(
      {
        after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'position of the last entry that was read' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
        payment: Type.Optional(Identifier),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ entries: Type.Array(Entry), next: Type.Optional(Type.Integer({ description: 'what to ask for after; absent at the end' })) }),
  },
  importSettlement: {
    body: Type.Object(
      {
        settlement: Identifier,
        provider: Provider,
        format: Type.Union([Type.Literal('json-lines'), Type.Literal('stripe-payout-reconciliation'), Type.Literal('adyen-settlement-details')]),
        content: Type.String({ minLength: 1, description: 'the file as the provider gave it' }),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ settlement: Text, lines: Type.Integer(), matched: Type.Integer(), exceptions: Type.Integer() }),
    status: 201,
  },
  listExceptions: { response: Type.Object({ exceptions: Type.Array(Exception) }) },
});
