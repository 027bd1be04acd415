/** What the shop sells on this machine, and where it lies. */
import { join } from 'node:path';
import type { Counter } from './counter.ts';
import { writeSecret } from './secrets.ts';

/** Minor units. */
export const products = [
  { product: 'mug', name: 'Mug', prices: { EUR: 1290 }, stock: { 'vienna-1': 40, 'lyon-2': 25 } },
  { product: 'kettle', name: 'Kettle', prices: { EUR: 5900 }, stock: { 'vienna-1': 12, 'lyon-2': 9 } },
  { product: 'tea', name: 'Green tea, 250 g', prices: { EUR: 1450 }, stock: { 'vienna-1': 80, 'lyon-2': 60 } },
  { product: 'lamp', name: 'Reading lamp', prices: { EUR: 8900 }, stock: { 'vienna-1': 15, 'lyon-2': 15 } },
  { product: 'notebook', name: 'Notebook', prices: { EUR: 950 }, stock: { 'vienna-1': 100, 'lyon-2': 100 } },
] as const;

export async function seed(counter: Counter): Promise<void> {
  if (!counter.services['baskets']) return;
  const file = join(counter.folder, 'mounts', 'products.jsonl');
  await writeSecret(file, products.map((product) => JSON.stringify(product)).join('\n'));
  await counter.command('baskets', 'services/baskets/src/import-products.ts', [file]);
}
