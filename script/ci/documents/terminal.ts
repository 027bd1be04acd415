import { NexoSecurityManager } from '@adyen/api-library/lib/src/security/clouddevice/nexoSecurityManager.js';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Connector } from '../../../services/kit/provider/exchange.ts';
import type { Seen } from '../../../services/sandbox/frame/door.ts';
import { NexoError, openNexo, sealNexo } from '../../../services/sandbox/terminal/nexo.ts';
import { testAmounts } from '../../../services/sandbox/terminal/test-amounts.ts';
import { NexoKey } from '../../../services/terminal/src/domain/key.ts';
import { account, authorising, connectorTo, fixtureOf, modifying, obliging, openOutside, type Outside } from '../../../services/terminal/test/support.ts';
import { hold } from '../check.ts';
import type { Document } from './document.ts';
import type { Findings } from './exchanges.ts';
import { playAll, readDocument, readJson, type Report } from './report.ts';
import { isObject, type Judge } from './schema.ts';

const bytes = Type.String();
const vector = Compile(Type.Object({ security_key: NexoKey, plaintext: Type.String(), secured: Type.Object({ MessageHeader: Type.Record(Type.String(), Type.Unknown()), NexoBlob: bytes, SecurityTrailer: Type.Object({ AdyenCryptoVersion: Type.Integer(), KeyIdentifier: bytes, KeyVersion: Type.Integer(), Nonce: bytes, Hmac: bytes }) }) }));

const refuses = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    return error instanceof NexoError;
  }
};

/** The message of others' making is opened by both of ours, sealed to the same bytes, and refused when a byte is another. */
function vectors(): number {
  const one = readJson('vectors', 'nexo-crypto.json');
  hold(vector.Check(one), 'nexo-crypto.json is not as this check reads it');
  const { security_key: key, plaintext, secured } = one;
  const { MessageHeader, NexoBlob, SecurityTrailer } = secured;
  hold(openNexo(key, secured) === plaintext, 'the sandbox does not open the vector');
  const again = sealNexo(key, MessageHeader, plaintext, Buffer.from(SecurityTrailer.Nonce, 'base64'));
  hold(again.NexoBlob === NexoBlob && again.SecurityTrailer.Hmac === SecurityTrailer.Hmac, 'the sandbox seals the vector to other bytes');
  const connector = new NexoSecurityManager({ passphrase: key.Passphrase, keyIdentifier: key.KeyIdentifier, keyVersion: key.KeyVersion, adyenCryptoVersion: key.AdyenCryptoVersion });
  hold(Buffer.from(connector.decrypt(JSON.parse(JSON.stringify(secured)))).equals(Buffer.from(plaintext)), 'the connector does not open the vector');
  for (const [part, text] of [['NexoBlob', NexoBlob], ['Hmac', SecurityTrailer.Hmac], ['Nonce', SecurityTrailer.Nonce]] as const) {
    const changed = `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
    hold(refuses(() => openNexo(key, part === 'NexoBlob' ? { ...secured, NexoBlob: changed } : { ...secured, SecurityTrailer: { ...SecurityTrailer, [part]: changed } })), `a vector with another ${part} passes`);
  }
  return 1;
}

/** The message inside, where it is sealed. */
function opened(json: unknown): unknown {
  if (!isObject(json)) return json;
  const [name = '', outer] = Object.entries(json)[0] ?? [];
  return isObject(outer) && 'NexoBlob' in outer && name !== '' ? JSON.parse(openNexo(account.key, outer)) : json;
}

interface Judges {
  readonly SaleToPOIRequest: Judge;
  readonly SaleToPOIResponse: Judge;
  readonly trailer: Judge;
}

const trailerOf = (json: unknown): unknown => (isObject(json) ? Object.values(json).map((outer) => (isObject(outer) ? outer['SecurityTrailer'] : undefined))[0] : undefined);

function linesOf(judges: Judges, json: unknown): string[] {
  const trailer = trailerOf(json);
  const inner = opened(json);
  const [name = '', message] = isObject(inner) ? (Object.entries(inner)[0] ?? []) : [];
  if (name !== 'SaleToPOIRequest' && name !== 'SaleToPOIResponse') return [`is neither a request nor a response but ${JSON.stringify(json)}`];
  return [...judges[name](message), ...(trailer === undefined ? [] : judges.trailer(trailer).map((line) => `trailer ${line}`))];
}

function judgeMessages(seen: readonly Seen[], judges: Judges, cloud: Document): Findings {
  const faults = new Map<string, number>();
  const count = (line: string): void => void faults.set(line, (faults.get(line) ?? 0) + 1);
  let [requests, answers] = [0, 0];
  for (const { request: { method, path, json }, answer: { status, body }, template = path } of seen) {
    if (!cloud.has(method, path)) count(`${method} ${template} is in no document`);
    requests += 1;
    for (const line of linesOf(judges, json)) count(`request ${template}: ${line}`);
    // Handed on; an abort, which has no body; and the service's own faults.
    if (body === 'ok' || body === undefined || status >= 400) continue;
    answers += 1;
    for (const line of linesOf(judges, body)) count(`answer of ${template}: ${line}`);
  }
  return { requests, answers, left: new Map(), faults };
}

/** What the kit does not come by: voids before and after, all that a terminal says no by, and terminals that are not there. */
async function playMore(outside: Outside, terminal: Connector): Promise<void> {
  outside.sandbox.faults.set([]);
  outside.act('attend', { customer: 'waits' });
  const asked = (amount = 1099) => ({ body: authorising({ amount: { amount, currency: 'EUR' } }), key: 'k' });
  const [stopped, paid] = [asked(), asked()];
  await terminal.void({ body: modifying(stopped.body), reference: (await terminal.authorise(stopped)).reference ?? '', key: 'v' });
  const { reference = '' } = await terminal.authorise(paid);
  for (let n = 0; n < 2; n += 1) await terminal.lookUpAuthorisation(paid);
  for (let n = 0; n < 2; n += 1) await terminal.void({ body: modifying(paid.body), reference, key: 'v' });
  for (const digits of Object.keys(testAmounts)) {
    const one = asked(1000 + Number(digits));
    await terminal.authorise(one);
    for (let n = 0; n < 2; n += 1) await terminal.lookUpAuthorisation(one);
  }
  const busy = asked();
  await terminal.authorise(busy);
  await terminal.authorise(asked());
  await terminal.authorise(busy);
  outside.act('offline');
  await terminal.authorise(asked());
}

export async function judgeTerminal(resources: AsyncDisposableStack): Promise<Report> {
  const outside = await openOutside(obliging);
  resources.defer(outside.sandbox.close);
  await playAll(fixtureOf(outside));
  await playMore(outside, connectorTo(outside.sandbox, outside.address));
  await outside.sandbox.courier.idle();
  const messages = readDocument(['adyen', 'TerminalAPI-v1.json']);
  const judges = { SaleToPOIRequest: messages.component('SaleToPOIRequest'), SaleToPOIResponse: messages.component('SaleToPOIResponse'), trailer: messages.component('SecurityTrailer') };
  const isStrange = (json: unknown): boolean => JSON.stringify(opened(json) ?? '').includes('Deferred');
  const sound = outside.seen.filter(({ answer }) => !isStrange(answer.body));
  const findings = judgeMessages(sound, judges, readDocument(['adyen', 'CloudDeviceService-v1.json'], { base: '/v1' }));
  const deliveries = outside.sandbox.courier.deliveries();
  const faults = deliveries.flatMap(({ type, body }) => linesOf(judges, JSON.parse(body)).map((line) => [`notification ${type}: ${line}`, 1] as const));
  return { provider: 'Adyen Terminal API', ...findings, webhooks: deliveries.length, vectors: vectors(), faults: new Map([...findings.faults, ...faults]) };
}
