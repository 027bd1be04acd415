import { describe, expect, it } from '@jest/globals';
import { openDocument } from './document.ts';
import { judgeExchanges } from './exchanges.ts';
import { judgeOf } from './schema.ts';

const document = {
  paths: {
    '/papers/{id}': { get: { responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Paper' } } } }, default: { $ref: '#/components/responses/No' } } } },
    '/papers/latest': { get: { responses: { 200: { content: { 'application/json': { schema: { type: 'string' } } } } } } },
    '/papers': { post: { requestBody: { $ref: '#/components/requestBodies/Paper' }, responses: { 201: { description: 'made' } } } },
  },
  components: {
    responses: { No: { content: { 'application/json': { schema: { type: 'object', properties: { why: { type: 'string' } } } } } } },
    requestBodies: { Paper: { content: { 'application/x-www-form-urlencoded': { schema: { $ref: '#/components/schemas/Base' } } } } },
    schemas: {
      Base: { type: 'object', additionalProperties: false, required: ['id'], properties: { id: { type: 'string', pattern: '^[a-z-_.]+$' }, parent: { $ref: '#/components/schemas/Base' } } },
      // Inheritance: by the letter, nothing would fit both.
      Paper: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object', additionalProperties: false, properties: { pages: { type: 'integer', minimum: 0, exclusiveMinimum: true }, note: { type: 'string', nullable: true }, price: { type: 'string', format: 'decimal' } } }] },
      Loose: { type: 'object', properties: { id: { type: 'string' } }, additionalProperties: { type: 'integer' } },
      Any: { type: 'object' },
    },
  },
};
const judge = (name: string) => judgeOf(document, { $ref: `#/components/schemas/${name}` });

describe('schemas of OpenAPI 3.0', () => {
  it.each([
    ['Paper', { id: 'a-b', pages: 1, note: null, price: '1.00', parent: { id: 'p' } }],
    ['Loose', { id: 'a', more: 1 }],
    ['Any', { whatever: true }],
  ])('take what fits: %s', (name, value) => expect(judge(name)(value)).toEqual([]));

  it.each([
    ['Paper', { pages: 1 }, 'required'],
    ['Paper', { id: 'a', title: 'new' }, 'unevaluated'],
    ['Paper', { id: 'a', parent: { id: 'p', title: 'new' } }, 'unevaluated'],
    ['Paper', { id: 'A' }, 'pattern'],
    ['Paper', { id: 'a', pages: 0 }, 'must be > 0'],
    ['Paper', { id: 'a', price: 1 }, 'must be string'],
    ['Loose', { id: 'a', more: 'b' }, 'must be integer'],
  ])('refuse what does not: %s %j', (name, value, why) => expect(judge(name)(value).join('\n')).toContain(why));

  it('say which schema is missing', () => expect(() => judgeOf(document, { $ref: '#/components/schemas/Gone' })).toThrow('the document has no #/components/schemas/Gone'));
});

describe('documents', () => {
  const { has, answer, request } = openDocument(document, { base: '/v1' });

  it('know operations by path, the plain one first, below their base', () => {
    expect([has('GET', '/v1/papers/7'), has('GET', '/papers/7'), has('PUT', '/v1/papers/7')]).toEqual([true, false, false]);
    expect(answer('GET', '/v1/papers/latest', 200)?.('text')).toEqual([]);
    expect(answer('GET', '/v1/papers/7', 200)?.('text')).not.toEqual([]);
  });

  it('know answers by status, or by default', () => expect(answer('GET', '/v1/papers/7', 404)?.({ because: 1 })).not.toEqual([]));
  it('know requests of other media', () => expect(request('POST', '/v1/papers', 'application/x-www-form-urlencoded')?.({})).not.toEqual([]));
});

describe('exchanges', () => {
  const seen = (path: string, body: unknown, answered: unknown = undefined) => ({ provider: 'p', request: { method: 'POST', path, headers: {}, json: body, text: JSON.stringify(body), query: '' }, answer: { status: 201, body: answered } });
  const props = { documents: [openDocument(document)], elsewhere: [[/^POST \/token$/, 'of no document']] as const };

  it('are counted, and what does not fit is told', () => {
    const { requests, faults, left } = judgeExchanges([seen('/papers', { id: 'a' }), seen('/papers', {}), seen('/token', {})], props);
    expect([requests, [...faults.keys()], [...left]]).toEqual([2, [expect.stringContaining('request POST /papers: (whole) must have required properties')], [['POST /token: of no document', 1]]]);
  });

  it('in no document are a fault, and so is an answer that it does not describe', () => {
    expect([...judgeExchanges([seen('/other', {})], props).faults.keys()]).toEqual(['POST /other is in no document']);
    expect([...judgeExchanges([seen('/papers', { id: 'a' }, { more: 1 })], props).faults.keys()]).toEqual(['answer 201 of POST /papers: the document knows no body']);
  });
});
