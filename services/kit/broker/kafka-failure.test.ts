import { expect, it } from '@jest/globals';
import { KafkaError } from './kafka-failure.ts';

const error = (message: string, properties: object = {}, cause?: unknown): Error => Object.assign(new Error(message, cause === undefined ? {} : { cause }), properties);
const several = (message: string, ...errors: readonly Error[]): AggregateError => new AggregateError(errors, message);

it.each([
  [several('Producing messages failed.', several('Received response with error', error('Topic authorization failed.', { code: 'PLT_KFK_PROTOCOL' }))), 'Topic authorization failed.: the account may do what its service declares (publishes, consumes), and nothing else'],
  [several('failed', error('Connection closed'), error('Connection closed')), 'Connection closed: a broker that does not take who asks may say no more: see ca.crt, user.crt and user.key in /creds'],
  [error('Connection failed', {}, error('unable to verify the first certificate', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })), 'unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE): see user.crt, user.key and ca.crt in /creds'],
  [several('failed', error('connect ECONNREFUSED 127.0.0.1:9093', { code: 'ECONNREFUSED' }), error('late')), 'connect ECONNREFUSED 127.0.0.1:9093; late'],
  ['odd', 'odd'],
])('%s is told by its innermost reasons', (cause, said) => {
  const told = new KafkaError('Kafka did not take it', '/creds', cause);
  expect([told.message, told.cause]).toEqual([`Kafka did not take it: ${said}`, cause]);
});
