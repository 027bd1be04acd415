/** Bodies, with their bytes as they came. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

const rawBodies = new WeakMap<object, Buffer>();

/** Keeps the bytes beside what they were parsed to. */
export function keepRawBody(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    rawBodies.set(request.raw, body);
    if (body.length === 0) done(null, undefined);
    else parse(request, body.toString('utf8'), done);
  });
}

/** Takes bodies of any media type as they are. */
export function unread(scope: FastifyInstance): FastifyInstance {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    rawBodies.set(request.raw, body);
    done(null, undefined);
  });
  return scope;
}

export const rawOf = ({ raw }: FastifyRequest): Buffer => rawBodies.get(raw) ?? Buffer.alloc(0);
