/** What the operations share: their dependencies, whom they show what, and what changes when anything does. */
import type { JourneyOutcome } from '../../../../constructs/declaration/index.ts';
import { tell } from '../../../kit/contract.ts';
import { conflict, notFound, versionMismatch, versionRequired } from '../../../kit/problem.ts';
import type { User, VerifyUser } from '../../../kit/user.ts';
import { basketContract } from '../../events.ts';
import { fetchedBy, fixPrices, itemsOf, lockBasket, saveBasket, type Basket, type Channel, type Db, type ItemRow, type Trx } from '../adapters/baskets.ts';
import { offers } from '../adapters/catalogue.ts';
import { paymentsOf } from '../adapters/tender.ts';
import { sees, storeOf } from '../domain/access.ts';
import { totalOf, versionsOf } from '../domain/basket.ts';
import { quoteHolds } from '../domain/pricing.ts';
import { tenderOf } from '../domain/tender.ts';

export interface Shop {
  readonly db: Db;
  readonly now: () => Date;
  /** A random integer from 0 to just below the limit, of a cryptographic source. */
  readonly below: (limit: number) => number;
  readonly newId: () => string;
  readonly verify: VerifyUser;
  /** What the QR code of a short code says begins with this. */
  readonly codeAddress: string;
  /** Counts click and collect, by the channel where it began. */
  readonly journeyEnded: (outcome: JourneyOutcome, channel: Channel) => void;
}

export type Headers = Readonly<Record<string, string>>;

/** The same words whether there is none or it is somebody else's. */
export const noBasket = (): Error => notFound('there is no such basket, or it is not yours to see');

/** The basket, locked, for somebody who may see it. */
export async function lockSeen(trx: Trx, user: User, id: string, now: Date): Promise<Basket> {
  const basket = await lockBasket(trx, id);
  if (!basket || !sees(user, { owner: basket.owner, store: basket.store, fetchedBy: await fetchedBy(trx, id, now) })) throw noBasket();
  return basket;
}

/** The version that an edit was made on: the current one where it is among those of `If-Match`. */
export function versionRead(headers: Headers, { version }: Basket): number {
  const header = headers['if-match'];
  if (header === undefined) throw versionRequired('send If-Match with the ETag of the basket as you have read it, so that no change of somebody else is lost');
  const versions = versionsOf(header);
  return versions.includes(version) ? version : (versions[0] ?? -1);
}

export const changedSince = ({ version }: Basket): Error => versionMismatch(`the basket has version ${version} by now: read it again, and repeat your change if it is still wanted`);

/** For operations that need no `If-Match` and heed one. */
export function heedVersion(headers: Headers, basket: Basket): void {
  if (headers['if-match'] !== undefined && versionRead(headers, basket) !== basket.version) throw changedSince(basket);
}

export interface PricedLine {
  readonly product: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit: bigint;
  readonly promotion?: string;
}

/** The items at the prices of now, or at those that were quoted and still hold. */
export async function pricedLines(db: Db, basket: Basket, now: Date): Promise<PricedLine[]> {
  const items = await itemsOf(db, basket.id);
  const quoted = quoteHolds(basket, now);
  const isFixed = ({ unit }: ItemRow): boolean => quoted && unit !== null;
  const open = await offers(db, { currency: basket.currency, products: items.filter((item) => !isFixed(item)).map(({ product }) => product), at: now });
  return items.map((item) => {
    const { product, name, quantity, unit, promotion } = item;
    if (isFixed(item) && unit !== null) return { product, name, quantity, unit, ...(promotion !== null && { promotion }) };
    const offer = open.get(product);
    if (!offer) throw new Error(`${product} is in basket ${basket.id} and has no price in ${basket.currency}: prices are replaced and never taken away`);
    return { product, name, quantity, ...offer };
  });
}

/** Where something happened: at a till in its store, and otherwise where the customer is shopping. */
export function origin(basket: Basket, user?: User): { readonly basket: string; readonly channel: Basket['channel']; readonly store?: string } {
  const store = (user && storeOf(user)) ?? (basket.channel === 'store' ? (basket.store ?? undefined) : undefined);
  const channel = user && storeOf(user) !== undefined ? 'store' : basket.channel;
  return { basket: basket.id, channel, ...(store !== undefined && { store }) };
}

/**
 * Reckons total and payments of a basket anew after a change, and writes it as the next version. `refuse` says no to a total below what payments hold:
 * an edit can be refused, what a provider has done cannot.
 */
export async function settle(trx: Trx, basket: Basket, { now, refuse, user }: { readonly now: Date; readonly refuse: boolean; readonly user?: User }): Promise<Basket> {
  const lines = await pricedLines(trx, basket, now);
  const total = totalOf(lines);
  const payments = (await paymentsOf(trx, basket.id)).filter(({ currency }) => currency === basket.currency);
  const { tendered, excess, covered } = tenderOf(total, payments);
  if (refuse && excess > 0n) throw conflict(`payments of ${tendered + excess} are made for this basket, in minor units of ${basket.currency}, and it would cost ${total}: refund or void one first`);
  if (tendered > 0n || quoteHolds(basket, now)) await fixPrices(trx, basket.id, lines);
  const bought = covered && basket.boughtAt === null;
  const saved = await saveBasket(trx, { ...basket, total, tendered, excess, state: covered ? 'bought' : 'open', boughtAt: bought ? now : basket.boughtAt }, now);
  if (bought) {
    const [last] = await fetchedBy(trx, basket.id, now);
    const at = origin({ ...saved, store: last ?? saved.store }, user);
    const sold = lines.map(({ product, quantity, unit, promotion }) => ({ product, quantity, unit: Number(unit), ...(promotion !== undefined && { promotion }) }));
    await tell(trx, basketContract, basket.id, { type: 'bought', payload: { ...at, lines: sold, total: Number(total), currency: basket.currency } });
  }
  return saved;
}
