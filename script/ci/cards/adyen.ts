/** Adyen's requests, answers and webhooks against its own OpenAPI documents, in which objects are closed. */
import type { Delivery } from '../../../services/sandbox/frame/courier.ts';
import type { Seen } from '../../../services/sandbox/frame/door.ts';
import { at, isJson, judgeOf, providerFile } from './documents.ts';

const checkout = providerFile('adyen', 'CheckoutService-v72.json');
const webhooks = providerFile('adyen', 'Webhooks-v1.json');

const judge = judgeOf({ components: checkout['components'] });
const judgeWebhook = judgeOf({ components: webhooks['components'] });

const referenceIn = (content: unknown): string | undefined => {
  const reference = at(content, 'content', 'application/json', 'schema', '$ref');
  return typeof reference === 'string' ? reference : undefined;
};

/** The issuer's page is not Adyen's interface. */
const isApi = ({ request }: Seen): boolean => request.path.startsWith('/v72/');

export function adyenFaults(one: Seen): string[] {
  if (!isApi(one)) return [];
  const { request, answer, template = '' } = one;
  const path = template.replace(/^\/v72/, '').replace('{psp}', '{paymentPspReference}');
  const operation = at(checkout, 'paths', path, request.method.toLowerCase());
  if (!isJson(operation)) return [`${request.method} ${path} is not in the document`];
  const asked = referenceIn(operation['requestBody']);
  const told = referenceIn(at(operation, 'responses', String(answer.status)));
  const key = request.headers['idempotency-key'];
  return [
    ...(asked === undefined ? ['the document has no body for this request'] : answer.status < 400 ? judge(asked, request.json) : []),
    ...(told === undefined ? [`${answer.status} is no answer of ${path}`] : judge(told, answer.body)),
    ...(key === undefined || key.length > 64 ? ['the Idempotency-Key is missing, or longer than 64 characters'] : []),
  ].map((fault) => `${request.method} ${request.path}: ${fault}`);
}

export function adyenWebhookFaults({ type, body, fault }: Delivery): string[] {
  if (fault === 'lost') return [];
  const reference = referenceIn(at(webhooks, 'webhooks', type, 'post', 'requestBody')) ?? referenceIn(at(webhooks, 'x-webhooks', `/${type}`, 'post', 'requestBody')) ?? referenceIn(at(webhooks, 'webhooks', `/${type}`, 'post', 'requestBody'));
  if (reference === undefined) return [`${type} is no webhook of the document`];
  return judgeWebhook(reference, JSON.parse(body)).map((one) => `webhook ${type}: ${one}`);
}
