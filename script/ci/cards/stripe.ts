/** Stripe's requests, answers and events: paths and form encoding by spec3, parameters and objects by the types of the pinned SDK. */
import type { Delivery } from '../../../services/sandbox/frame/courier.ts';
import type { Seen } from '../../../services/sandbox/frame/door.ts';
import { at, isJson, judgeOf, providerFile, type Json } from './documents.ts';
import { formAs } from './form.ts';

const sdk = providerFile('stripe', 'sdk-23.1.0.schema.json');
const spec = providerFile('stripe', 'spec3-2023-08-16.cut.json');

const judge = judgeOf({ $defs: sdk['$defs'] });
const judgeSpec = judgeOf({ components: spec['components'] });

/** By method and path: parameters, and the object that is answered. */
const operations: Readonly<Record<string, readonly [parameters: string | undefined, object: string]>> = {
  'POST /v1/payment_methods': ['pm_create', 'payment_method'],
  'GET /v1/payment_methods/{id}': [undefined, 'payment_method'],
  'POST /v1/payment_intents': ['pi_create', 'payment_intent'],
  'GET /v1/payment_intents': ['pi_list', 'payment_intent'],
  'GET /v1/payment_intents/{id}': [undefined, 'payment_intent'],
  'POST /v1/payment_intents/{id}/confirm': ['pi_confirm', 'payment_intent'],
  'POST /v1/payment_intents/{id}/capture': ['pi_capture', 'payment_intent'],
  'POST /v1/payment_intents/{id}/cancel': ['pi_cancel', 'payment_intent'],
  'POST /v1/refunds': ['refund_create', 'refund'],
  'GET /v1/refunds': ['refund_list', 'refund'],
  'GET /v1/refunds/{id}': [undefined, 'refund'],
};

/** Of the roots of the SDK's types. */
function defined(name: string): string {
  const reference = at(sdk, 'properties', name, '$ref');
  if (typeof reference !== 'string') throw new Error(`${name} is no root of the SDK’s types`);
  return reference;
}

const pathOf = (template: string): string => template.replace('payment_intents/{id}', 'payment_intents/{intent}').replace('payment_methods/{id}', 'payment_methods/{payment_method}').replace('refunds/{id}', 'refunds/{refund}');

/** A parameter that neither the document nor the SDK knows. */
function unknown(form: Json, parameters: string): string[] {
  const known = at(sdk, '$defs', defined(parameters).replace('#/$defs/', ''), 'properties');
  return Object.keys(form).filter((name) => !isJson(known) || known[name] === undefined).map((name) => `${parameters} has no parameter ${name}`);
}

/** The error as such by spec3; the objects in it are of the SDK's newer version. */
function errorFaults(body: unknown): string[] {
  const error = at(body, 'error');
  if (!isJson(error)) return ['an error has no error'];
  const { payment_intent: intent, payment_method: method, ...rest } = error;
  return [...judgeSpec('#/components/schemas/error', { error: rest }), ...(intent === undefined ? [] : judge(defined('payment_intent'), intent)), ...(method === undefined ? [] : judge(defined('payment_method'), method))];
}

function answerFaults(object: string, status: number, body: unknown): string[] {
  if (status >= 400) return errorFaults(body);
  const data = at(body, 'object') === 'list' ? at(body, 'data') : [body];
  return Array.isArray(data) ? data.flatMap((item: unknown) => judge(defined(object), item)) : ['a list has no data'];
}

export function stripeFaults({ request, answer, template = '' }: Seen): string[] {
  if (!request.path.startsWith('/v1/')) return [];
  const found = operations[`${request.method} ${template}`];
  if (!found || !isJson(at(spec, 'paths', pathOf(template), request.method.toLowerCase()))) return [`${request.method} ${template} is not in the documents`];
  const [parameters, object] = found;
  const form = parameters === undefined ? {} : formAs(sdk, defined(parameters), request.method === 'GET' ? request.query.slice(1) : request.text);
  const key = request.headers['idempotency-key'];
  return [
    ...(request.method === 'POST' && (key === undefined || key.length > 255) ? ['the Idempotency-Key is missing, or longer than 255 characters'] : []),
    ...(parameters !== undefined ? [...unknown(form, parameters), ...(answer.status < 400 ? judge(defined(parameters), form) : [])] : []),
    ...answerFaults(object, answer.status, answer.body),
  ].map((fault) => `${request.method} ${request.path}: ${fault}`);
}

const types = sdk['x-event-types'];

export function stripeEventFaults({ type, body, fault, headers }: Delivery): string[] {
  if (fault === 'lost') return [];
  const event: unknown = JSON.parse(body);
  const object = at(event, 'data', 'object', 'object');
  return [
    ...(Array.isArray(types) && types.includes(type) ? [] : ['is no event of Stripe']),
    ...(typeof object === 'string' ? judge(defined(object), at(event, 'data', 'object')) : ['is about nothing']),
    ...['id', 'object', 'api_version', 'created', 'data', 'livemode', 'pending_webhooks', 'request', 'type'].filter((name) => at(event, name) === undefined).map((name) => `has no ${name}`),
    ...(/^t=\d+(,v1=[0-9a-f]{64})+$/.test(headers['stripe-signature'] ?? '') ? [] : ['has no Stripe-Signature']),
  ].map((one) => `event ${type}: ${one}`);
}
