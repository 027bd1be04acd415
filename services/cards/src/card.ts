/** A card as the vault tells it, for as long as one request is put together. */
import { CallError, type Client } from '../../kit/client.ts';
import type { Instrument } from '../../kit/provider/contract.ts';
import type { vaultApi } from '../../vault/src/api.ts';

export interface Card {
  readonly number: string;
  readonly expiry: { readonly month: number; readonly year: number };
}

export type Vault = Pick<Client<typeof vaultApi>, 'detokenise'>;

/** No card could be had from the vault: nothing was sent to any acquirer. `gone`: the vault knows no such token of this merchant. */
export class CardUnavailable extends Error {
  readonly gone: boolean;

  constructor(what: string, gone: boolean) {
    super(what);
    this.name = 'CardUnavailable';
    this.gone = gone;
  }
}

/** `undefined` where the instrument is no card of the vault. Throws a {@link CardUnavailable}, which repeats nothing of the vault's answer. */
export async function cardOf(vault: Vault, instrument: Instrument, key: string): Promise<Card | undefined> {
  if (!('token' in instrument) || !('merchant' in instrument)) return undefined;
  const { token, merchant } = instrument;
  try {
    const { body } = await vault.detokenise({ params: { token }, body: { merchant, reason: 'authorisation' }, headers: { 'idempotency-key': key } });
    return { number: body.number, expiry: body.expiry };
  } catch (error) {
    const gone = error instanceof CallError && error.failure === 'answered' && error.status === 404;
    throw new CardUnavailable(gone ? 'the vault has no such card' : 'the vault does not tell the card', gone);
  }
}
