/** Lists: the newest first, in pages (docs.stripe.com/api/pagination). */
import { formIn, textIn, type Form } from './form.ts';

const bound = (query: Form, name: string): number | undefined => {
  const text = textIn(formIn(query, 'created'), name);
  return text === undefined ? undefined : Number(text);
};

export function within(created: number, query: Form): boolean {
  const [gte, lte, gt, lt] = ['gte', 'lte', 'gt', 'lt'].map((name) => bound(query, name));
  return created >= (gte ?? 0) && created <= (lte ?? Infinity) && created > (gt ?? -1) && created < (lt ?? Infinity);
}

export function listed<Item extends { readonly id: string }>(items: readonly Item[], query: Form, url: string): object {
  const newest = [...items].reverse();
  const after = textIn(query, 'starting_after');
  const from = after === undefined ? 0 : newest.findIndex(({ id }) => id === after) + 1;
  const limit = Math.min(100, Number(textIn(query, 'limit') ?? 10));
  return { object: 'list', data: newest.slice(from, from + limit), has_more: newest.length > from + limit, url };
}
