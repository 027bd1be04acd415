import { describe, expect, it } from '@jest/globals';
import { formOf, query } from './promql.ts';

describe('the form of a query', () => {
  it('is the same for queries that differ in the values of labels alone', () => {
    expect(formOf('rate(a_total{service="shop", code=~"5..",path!=\'/\'}[5m])')).toBe(formOf('rate(a_total{service="till", code=~"4..",path!=\'/x\'}[5m])'));
    expect(formOf('rate(a_total{service="shop"}[5m])')).not.toBe(formOf('rate(b_total{service="shop"}[5m])'));
    expect(formOf('a{service="shop"} > 1')).not.toBe(formOf('a{service!="shop"} > 1'));
  });

  it.each(['{__name__="a_total"}', "{__name__='a_total'}", '{"__name__"="a_total"}', '{ "a_total", service="shop" }'])('keeps the name of a metric: %s', (text) => {
    expect(query(text)).toEqual({ metrics: ['a_total'], sound: true });
  });

  it.each([
    ['a separator that looks like a comparison', 'label_join(a_total, "to", "=", "from", "other")', ['a_total']],
    ['a literal with a quote', 'a_total{service="the \\"shop\\" = \\"it\\""} / b_total{service="x"}', ['a_total', 'b_total']],
    ['a quote in backticks', 'a_total{service=`="`} / b_total{service=`"`}', ['a_total', 'b_total']],
    ['a quote in a comment', 'a_total{service="x"} # don\'t = "\n/ b_total{service="y"}', ['a_total', 'b_total']],
  ])('takes nothing for a comparison that is none: %s', (_, text, metrics) => {
    expect(query(text)).toEqual({ metrics, sound: true });
  });

  it('leaves what is no PromQL as it is', () => {
    expect(query('a_total{service="x').sound).toBe(false);
    expect(query('sum(a_total{service="x"}').sound).toBe(false);
  });
});
