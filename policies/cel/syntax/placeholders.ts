/**
 * The calls by which a syntax tree has optional values, for which the evaluator knows no nodes. `expand.ts` gives them their meaning:
 *
 *   a.?b      a.optSelect__("b")
 *   a[?i]     a.optIndex__(i)
 *   [?a, b]   [optElement__(a), b]
 *   {?k: v}   {optKey__(k): v}
 */
export const placeholders = { select: 'optSelect__', index: 'optIndex__', element: 'optElement__', key: 'optKey__' } as const;
