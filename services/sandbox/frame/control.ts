/** The control of the sandbox: what happened, what goes wrong, what the time is, and what somebody outside does. */
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify, type FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Rule } from './faults.ts';
import type { Sandbox } from './sandbox.ts';

const Detail = Type.Record(Type.String(), Type.String({ maxLength: 4096 }));

export function createControl(sandbox: Sandbox): FastifyInstance {
  const control = fastify({ logger: false }).withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler(TypeBoxValidatorCompiler);
  control.get('/healthz/ready', () => ({ ready: true }));
  control.get('/addresses', () => sandbox.addresses);
  control.get('/happened', () => sandbox.happened());
  control.get('/deliveries', () => sandbox.courier.deliveries());
  control.put('/faults', { schema: { body: Type.Array(Rule, { maxItems: 100 }) } }, async ({ body }) => {
    sandbox.faults.set(body);
    return { rules: body.length };
  });
  control.get('/faults', () => sandbox.faults.counts());
  control.post('/deliveries/hurry', () => ({ sent: sandbox.courier.hurry() }));
  control.get('/clock', () => ({ now: sandbox.clock.now().toISOString() }));
  control.post('/clock/advance', { schema: { body: Type.Object({ milliseconds: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }) } }, async ({ body }) => {
    await sandbox.clock.advance(body.milliseconds);
    return { now: sandbox.clock.now().toISOString() };
  });
  control.post('/parts/:part/acts/:act', { schema: { params: Type.Object({ part: Type.String(), act: Type.String() }), body: Detail } }, async ({ params: { part: name, act }, body }, reply) => {
    const part = sandbox.part(name);
    const found = part.acts[act];
    if (!found) return reply.code(404).send({ message: `${name} has no ${act}: it has ${Object.keys(part.acts).join(', ')}` });
    return { saw: (await found(body)) ?? null };
  });
  control.post('/parts/:part/settlements', { schema: { params: Type.Object({ part: Type.String() }) } }, async ({ params: { part: name } }, reply) => {
    const file = sandbox.part(name).settle?.();
    return file ?? reply.code(404).send({ message: `${name} sends no settlement files` });
  });
  return control;
}
