/** A consumer of a group, made again whenever it breaks. */
import type { FastifyBaseLogger } from 'fastify';
import { Consumer, MessagesStreamFallbackModes, MessagesStreamModes, stringDeserializers, type Message } from '@platformatic/kafka';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Event } from '../events.ts';
import type { Background } from '../program.ts';
import { pauseAfter } from './broker.ts';
import type { Connection } from './kafka-connection.ts';

export interface SubscriptionProps {
  readonly connection: () => Promise<Connection>;
  readonly clientId: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly handle: (event: Event) => Promise<void>;
  readonly log: FastifyBaseLogger;
  /** In words that say why. */
  readonly failed: (cause: unknown) => Error;
}

type StringMessage = Message<string, string, string, string>;
type StringConsumer = Consumer<string, string, string, string>;

const envelope = Compile(Type.Object({ id: Type.String(), type: Type.String(), payload: Type.Unknown(), occurredAt: Type.String() }));

function eventOf({ topic, key, value, headers, offset, partition }: StringMessage): Event {
  const read: unknown = JSON.parse(value);
  if (!envelope.Check(read)) throw new Error(`${topic}/${partition} holds at ${offset} what is no event: it was written by no relay of ours`);
  const { id, type, payload, occurredAt } = read;
  const traceparent = headers.get('traceparent');
  return { id, topic, key, type, payload, occurredAt, ...(traceparent !== undefined && { traceparent }) };
}

/** Events that wait in this process; when there are more, nothing is fetched until some are handled. */
const mostWaiting = 500;

/** A dead process is noticed after `sessionTimeout`, and its partitions go to others. In milliseconds. */
const membership = { sessionTimeout: 10_000, heartbeatInterval: 2_000, rebalanceTimeout: 20_000 } as const;

/** Sleeps that end early when stopping. */
function patience(stopping: AbortSignal) {
  return (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => { clearTimeout(timer); stopping.removeEventListener('abort', end); resolve(); };
      const timer = setTimeout(end, milliseconds);
      stopping.addEventListener('abort', end);
    });
}

/** Handles until it went well. Returns whether it did: not when it was told to stop. */
async function untilHandled(message: StringMessage, { handle, group, log }: SubscriptionProps, stopping: AbortSignal): Promise<boolean> {
  const sleep = patience(stopping);
  for (let failures = 1; !stopping.aborted; failures += 1) {
    try {
      await handle(eventOf(message));
      return true;
    } catch (error) {
      log.error({ err: error, group, topic: message.topic, partition: message.partition, offset: String(message.offset) }, 'an event failed: it is tried again before those after it');
      await sleep(pauseAfter(failures));
    }
  }
  return false;
}

/** One line for each partition: in order within it, at the same time beside it. */
async function read(consumer: StringConsumer, props: SubscriptionProps, stopping: AbortSignal): Promise<void> {
  const stream = await consumer.consume({ topics: [...props.topics], mode: MessagesStreamModes.COMMITTED, fallbackMode: MessagesStreamFallbackModes.EARLIEST, autocommit: false, maxWaitTime: 500 });
  const broken = new AbortController();
  const ending = AbortSignal.any([stopping, broken.signal]);
  const closeStream = (): void => void stream.close().catch(() => {});
  stopping.addEventListener('abort', closeStream, { once: true });
  const lines = new Map<string, Promise<void>>();
  let waiting = 0;
  try {
    for await (const message of stream) {
      const line = `${message.topic}/${message.partition}`;
      waiting += 1;
      const next = (lines.get(line) ?? Promise.resolve()).then(async () => {
        if (!ending.aborted && (await untilHandled(message, props, ending))) await message.commit();
      }).catch((error: unknown) => {
        // The commit failed: whether this partition is still ours is not known. Read again from the last commit.
        broken.abort(error);
        closeStream();
      }).finally(() => { waiting -= 1; });
      lines.set(line, next);
      while (waiting >= mostWaiting && !ending.aborted) await Promise.race(lines.values());
    }
  } finally {
    broken.abort(broken.signal.reason ?? new Error('the stream of events ended'));
    await Promise.all(lines.values());
    stopping.removeEventListener('abort', closeStream);
  }
  if (!stopping.aborted) throw broken.signal.reason;
}

async function closed(consumer: StringConsumer): Promise<void> {
  try {
    await consumer.close(true);
  } catch {
    // It could not tell the group that it leaves: the group notices by itself.
  }
}

export function subscribe(props: SubscriptionProps): Background {
  const stop = new AbortController();
  const sleep = patience(stop.signal);
  const running = (async () => {
    while (!stop.signal.aborted) {
      let consumer: StringConsumer | undefined;
      try {
        consumer = new Consumer({ ...(await props.connection()), ...membership, clientId: props.clientId, groupId: props.group, autocommit: false, deserializers: stringDeserializers });
        await read(consumer, props, stop.signal);
      } catch (error) {
        if (!stop.signal.aborted) props.log.error({ err: props.failed(error), group: props.group }, 'reading from Kafka broke off and begins again');
      }
      if (consumer) await closed(consumer);
      if (!stop.signal.aborted) await sleep(1_000);
    }
  })();
  return { stop: async () => { stop.abort(); await running; } };
}
