/** What carries messages to the terminals and back: the Cloud device API, and the terminal's own address in the store's network. */
import { randomBytes } from 'node:crypto';
import type { Incoming, Outgoing, World } from '../frame/part.ts';
import { createShop, type Device, type Shop } from './device.ts';
import { readRequest, rejectOf, type Answer, type Request } from './messages.ts';
import { NexoError, openNexo, sealNexo, type NexoKey } from './nexo.ts';
import { take } from './terminal.ts';

export interface Cloud extends Shop {
  readonly key: NexoKey;
  readonly merchant: string;
  readonly send: World['send'];
}

export const createCloud = ({ clock, random, send }: World, merchant: string, key: NexoKey): Cloud => ({ ...createShop(clock, random), send, merchant, key });

const field = (holder: unknown, name: string): unknown => (typeof holder === 'object' && holder !== null ? new Map(Object.entries(holder)).get(name) : undefined);

/** Sealed for whoever asked so; the header stays in clear. */
const enclosed = (key: NexoKey, sealed: boolean, envelope: 'SaleToPOIResponse' | 'SaleToPOIRequest', one: Answer): unknown =>
  ({ [envelope]: sealed ? sealNexo(key, one.MessageHeader, JSON.stringify({ [envelope]: one }), randomBytes(16)) : one });

interface Opened {
  readonly sealed: boolean;
  readonly request: Request | undefined;
  readonly header: Readonly<Record<string, unknown>>;
}

function opened({ key }: Cloud, json: unknown): Opened {
  const outer = field(json, 'SaleToPOIRequest');
  const header: Record<string, unknown> = Object.fromEntries(Object.entries(field(outer, 'MessageHeader') ?? {}));
  if (field(outer, 'NexoBlob') === undefined) return { sealed: false, header, request: readRequest(json) };
  const request = readRequest(JSON.parse(openNexo(key, outer)));
  // What is in clear is anybody's to change on the way.
  const same = request && ['POIID', 'SaleID', 'ServiceID', 'MessageCategory'].every((name) => header[name] === field(request.MessageHeader, name));
  return { sealed: true, header, request: same ? request : undefined };
}

/** Two minutes and ten seconds to the next, as long as nobody takes it. */
const retries = [10_000, 60_000, 130_000, 600_000, 3_600_000];

/** The key of somebody who does not know ours. */
const stranger = (key: NexoKey): NexoKey => ({ ...key, Passphrase: 'a stranger’s' });

function notify({ send, key }: Cloud, one: Answer): void {
  const { SaleID, ServiceID, POIID, MessageCategory } = one.MessageHeader;
  send({
    provider: 'adyen-terminal', route: 'adyen-terminal', id: [POIID, SaleID, ServiceID].join(' '), type: `${String(MessageCategory)}Response`, retries,
    final: (status) => status !== undefined && status >= 200 && status < 300,
    seal: ({ forged }) => ({ headers: {}, body: JSON.stringify(enclosed(forged ? stranger(key) : key, true, 'SaleToPOIResponse', one)) }),
  });
}

const unreachable = 'Did not receive a response from the POI.';

/** One message to a terminal. `async`: the answer comes as a notification. */
export async function carried(cloud: Cloud, device: Device, { json, raw, decline }: Incoming, how: 'sync' | 'async'): Promise<Outgoing> {
  const rejected = (header: Readonly<Record<string, unknown>>, message: string): Outgoing => ({ status: 200, body: { SaleToPOIRequest: rejectOf(header, cloud.clock.now(), message, raw.toString('utf8')) } });
  let message: Opened;
  try {
    message = opened(cloud, json);
  } catch (error) {
    if (error instanceof NexoError || error instanceof SyntaxError) return rejected({ POIID: device.poi }, 'the message cannot be read');
    throw error;
  }
  if (!device.online) return rejected(message.header, unreachable);
  if (!message.request || message.request.MessageHeader.POIID !== device.poi) return rejected(message.header, 'the message is not understood');
  const taken = take(cloud, device, message.request, { declined: decline });
  if ('rejected' in taken) return { status: 200, body: enclosed(cloud.key, message.sealed, 'SaleToPOIRequest', taken.rejected) };
  if (how === 'sync') return taken.answer ? { status: 200, body: enclosed(cloud.key, message.sealed, 'SaleToPOIResponse', await taken.answer) } : { status: 200 };
  if (taken.tells) void taken.answer?.then((one) => notify(cloud, one));
  return { status: 200, body: 'ok' };
}
