/** What browsers ask for: leave for pages of other origins (Fetch standard, "CORS protocol"), and headers that make an API no page. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Of every answer (OWASP REST Security Cheat Sheet). */
const securityHeaders = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

const asked = ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'traceparent', 'x-request-id'];
const shown = ['etag', 'location', 'idempotency-replayed', 'content-disposition', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'www-authenticate', 'x-request-id'];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Tokens come in a header and never in a cookie: no answer is for credentials that a browser adds by itself. */
const leave = (origin: string) => ({ 'access-control-allow-origin': origin, 'access-control-expose-headers': shown.join(', '), vary: 'Origin' });

const preflightOf = ({ method, headers }: FastifyRequest): boolean => method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

const answerPreflight = async (reply: FastifyReply): Promise<void> => {
  await reply.headers({ 'access-control-allow-methods': methods.join(', '), 'access-control-allow-headers': asked.join(', '), 'access-control-max-age': '600' }).code(204).send();
};

/** `origins` are those of the shop's own pages. */
export function serveBrowsers(app: FastifyInstance, origins: readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    const { origin } = request.headers;
    if (origin === undefined) return;
    if (!origins.includes(origin)) {
      reply.header('vary', 'Origin');
      return;
    }
    reply.headers(leave(origin));
    if (preflightOf(request)) return answerPreflight(reply);
  });
  app.addHook('onSend', async (_, reply) => {
    for (const [name, value] of Object.entries(securityHeaders)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
}
