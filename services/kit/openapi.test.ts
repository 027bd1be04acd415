import { expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { basketsApi } from '../baskets/src/api.ts';
import { cardEntryApi } from '../card-entry/src/api.ts';
import { customersApi } from '../customers/src/api.ts';
import { insightsApi } from '../insights/src/api.ts';
import { ledgerApi } from '../ledger/src/api.ts';
import { paymentsApi } from '../payments/src/api.ts';
import { vaultApi } from '../vault/src/api.ts';
import { openApi } from './openapi.ts';

const written = (api: Parameters<typeof openApi>[0]['api']) => openApi({ api, title: 'Test', version: '1.2.3', issuer: 'https://id.example' });

it.each([basketsApi, cardEntryApi, customersApi, insightsApi, ledgerApi, paymentsApi, vaultApi].map((api) => [api.service.name, api] as const))('writes a valid document of %s', async (_, api) => {
  expect(await new Validator().validate(structuredClone(written(api)))).toEqual({ valid: true });
});

it('is judged by a validator that finds faults', async () => {
  const broken = { ...written(basketsApi), paths: { '/x': { get: { responses: 3 } } } };
  expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
});

it('says of an operation what it takes, what it answers and who may ask', () => {
  expect(written(basketsApi)).toMatchObject({
    paths: {
      '/baskets/{basket}/items/{product}': {
        put: {
          operationId: 'setItem',
          summary: 'Set item',
          tags: ['baskets'],
          security: [{ bearer: ['customer'] }, { bearer: ['guest'] }, { bearer: ['till'] }],
          parameters: [
            { name: 'basket', in: 'path', required: true, schema: { $ref: '#/components/schemas/Identifier' } },
            { name: 'product', in: 'path', required: true, schema: { $ref: '#/components/schemas/Identifier' } },
            { $ref: '#/components/parameters/IfMatchRequired' },
          ],
          requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/SetItemRequest' } } } },
          // Named once, by the first operation that answers it.
          responses: { 200: { headers: { ETag: {} }, content: { 'application/json': { schema: { $ref: '#/components/schemas/CreateBasketAnswer' } } } }, 412: {}, 428: {}, 404: {}, 401: {}, 403: {} },
        },
      },
      '/baskets': { post: { parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }], responses: { 201: { headers: { ETag: {}, Location: {}, 'Idempotency-Replayed': {} } } } } },
    },
    components: { schemas: { SetItemRequest: { required: ['quantity'], properties: { quantity: { type: 'integer', minimum: 1 } } } } },
  });
});

it('asks for a second factor, takes bytes, and names query parameters where they are declared', () => {
  expect(written(paymentsApi)).toMatchObject({
    paths: {
      '/payments/{payment}/refunds': { post: { 'x-acr-values': ['mfa'], responses: { 201: {}, 202: {} } } },
      '/webhooks/{provider}': { post: { security: [], requestBody: { content: { '*/*': {} } }, parameters: [{ name: 'provider' }] } },
    },
  });
  expect(written(ledgerApi)).toMatchObject({ paths: { '/journal': { get: { parameters: [{ name: 'after', in: 'query', required: false, schema: { type: 'integer', minimum: 0 } }, { name: 'limit' }, { name: 'payment' }] } } } });
});
