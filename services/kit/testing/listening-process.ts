/**
 * A process that listens, for tests that kill it: notes each event once in its database, with who noted it.
 *
 *   TOPIC=t GROUP=g PAUSE_MS=5 node services/kit/testing/listening-process.ts
 */
import { sql } from 'kysely';
import { Type } from 'typebox';
import { brokerVariables, openBroker } from '../broker.ts';
import { databaseOf, databaseVariables, readConfiguration } from '../configuration.ts';
import { openDatabase } from '../database.ts';
import { consumeOnce } from '../events.ts';

const settings = readConfiguration({ ...databaseVariables, ...brokerVariables, TOPIC: Type.String(), PAUSE_MS: Type.Integer({ minimum: 0 }) }, process.env);
const broker = await openBroker({ ...settings, SERVICE_NAME: settings.KAFKA_GROUP, LOG_LEVEL: 'warn' });
const { db } = await openDatabase<unknown>(databaseOf(settings));

await broker.subscribe(settings.KAFKA_GROUP, [settings.TOPIC], async (event) => {
  await new Promise((resolve) => setTimeout(resolve, settings.PAUSE_MS));
  await consumeOnce(db, settings.KAFKA_GROUP, event, async (trx) => void (await sql`INSERT INTO seen (id, key, type, process) VALUES (${event.id}, ${event.key}, ${event.type}, ${process.pid})`.execute(trx)));
});
console.log('listening');
