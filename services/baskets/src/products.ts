/** Products as JSON lines: `{"product": "mug", "name": "Mug", "prices": {"EUR": 1290}, "stock": {"vienna-1": 12}}`. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Identifier } from '../../kit/api.ts';
import { exponentOf } from '../../kit/money.ts';
import type { Db } from './adapters/baskets.ts';
import { writeProduct, type Product } from './adapters/catalogue.ts';

/** A line that cannot be read. Nothing after it, and nothing before it, was written. */
export class ProductsError extends Error {
  constructor(faults: readonly string[]) {
    super(['the products were not imported', ...faults.map((fault) => `  - ${fault}`)].join('\n'));
    this.name = 'ProductsError';
  }
}

const line = Compile(
  Type.Object(
    {
      product: Identifier,
      name: Type.String({ minLength: 1, maxLength: 200 }),
      /** Minor units by currency. The limit is the database's. */
      prices: Type.Record(Type.String({ pattern: '^[A-Z]{3}$' }), Type.Integer({ minimum: 1, maximum: 10_000_000_000 }), { minProperties: 1, additionalProperties: false }),
      stock: Type.Optional(Type.Record(Identifier, Type.Integer({ minimum: 0, maximum: 1_000_000 }), { additionalProperties: false })),
    },
    { additionalProperties: false },
  ),
);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function currencyFaults(prices: Readonly<Record<string, number>>): string[] {
  return Object.keys(prices).flatMap((currency) => {
    try {
      exponentOf(currency);
      return [];
    } catch {
      return [`${currency} is no currency of ISO 4217`];
    }
  });
}

function read(text: string): Product | readonly string[] {
  const value = parsed(text);
  if (!line.Check(value)) return value === undefined ? ['is not JSON'] : line.Errors(value).map(({ instancePath, message }) => `${instancePath || 'the line'} ${message}`);
  const faults = currencyFaults(value.prices);
  if (faults.length > 0) return faults;
  return { id: value.product, name: value.name, prices: Object.fromEntries(Object.entries(value.prices).map(([currency, amount]) => [currency, BigInt(amount)])), stock: value.stock ?? {} };
}

const isProduct = (one: Product | readonly string[]): one is Product => 'id' in one;

/** Reads all lines before any is written. Returns how many products there were. */
export async function importProducts(db: Db, text: string): Promise<number> {
  const results = text.split('\n').map((one, i) => ({ number: i + 1, one })).filter(({ one }) => one.trim() !== '').map(({ number, one }) => ({ number, result: read(one) }));
  const faults = results.flatMap(({ number, result }) => (isProduct(result) ? [] : result.map((fault) => `line ${number}: ${fault}`)));
  if (faults.length > 0) throw new ProductsError(faults.slice(0, 20));
  const products = results.map(({ result }) => result).filter(isProduct);
  // One transaction a product: a reader waits for one row and not for a catalogue, and the command may be run again.
  for (const product of products) await db.transaction().execute((trx) => writeProduct(trx, product));
  return products.length;
}
