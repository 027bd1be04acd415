/**
 * Payment terminals in stores, reached by Adyen's Cloud device API, or by `/nexo/` as in the store's own network. Every POIID is one that is there, online, with
 * a customer before it who pays within two seconds, unless they are told to wait for the acts below.
 */
import type { Act, Answering, Happened, Incoming, Outgoing, Part, Play, World } from '../frame/part.ts';
import { carried, createCloud, type Cloud } from './cloud.ts';
import type { Device, Payment, Reversal } from './device.ts';
import { becomesStrange, cancelled, currencyOf, enterPin, insert, pays } from './payment.ts';

const name = 'adyen-terminal';
const apiKey = 'sandbox-terminal-api-key';
const merchant = 'GuichetPOS';

const nexoKey = { KeyIdentifier: 'sandbox', KeyVersion: 1, AdyenCryptoVersion: 1, Passphrase: 'sandbox passphrase of the terminals' } as const;

const problem = (status: number, errorCode: string, title: string): Outgoing => ({ status, body: { type: `https://docs.adyen.com/errors/${errorCode}`, title, status, errorCode } });

const stranger = ({ headers, path }: Incoming): Outgoing | undefined => (path.startsWith('/v1/') && headers['x-api-key'] !== apiKey ? problem(401, '00_401', 'Unauthorized') : undefined);

function answersOf(cloud: Cloud): Answering[] {
  const ofDevice = (how: 'sync' | 'async'): Answering => ({
    method: 'POST',
    path: `/v1/merchants/{merchantAccount}/devices/{deviceId}/${how}`,
    answer: (asked) => (asked.params['merchantAccount'] === merchant ? carried(cloud, cloud.device(asked.params['deviceId'] ?? ''), asked, how) : problem(403, '00_403', 'Forbidden')),
  });
  const local = (asked: Incoming): Promise<Outgoing> => carried(cloud, cloud.device(poiOf(asked.json)), asked, 'sync');
  return [
    ofDevice('sync'),
    ofDevice('async'),
    { method: 'GET', path: '/v1/merchants/{merchantAccount}/devices/{deviceId}/status', answer: ({ params: { deviceId = '' } }) => ({ status: 200, body: { deviceId, status: cloud.device(deviceId).online ? 'ONLINE' : 'OFFLINE' } }) },
    { method: 'POST', path: '/nexo/', answer: local },
  ];
}

const poiOf = (json: unknown): string => /"POIID":"([^"]+)"/.exec(JSON.stringify(json) ?? '')?.[1] ?? '';

function ofPayment(payment: Payment): Happened[] {
  const { request, minor, over, at } = payment;
  const common = { provider: name, ours: request.SaleData.SaleTransactionID.TransactionID, amount: String(minor), currency: currencyOf(payment), state: over?.result ?? 'InProgress', effective: over?.psp !== undefined, at: at.toISOString() } as const;
  const reference = over?.psp ?? over?.tender ?? '';
  return [{ ...common, what: 'authorisation', reference }, ...(over?.psp === undefined ? [] : [{ ...common, what: 'capture' as const, reference, of: reference }])];
}

const ofReversal = ({ of, minor, psp, request, at }: Reversal): Happened => ({
  provider: name, what: 'refund', reference: psp, ours: request.SaleData?.SaleTransactionID.TransactionID ?? '', of: of.over?.psp ?? '', amount: String(minor), currency: currencyOf(of), state: 'Success', effective: true, at: at.toISOString(),
});

function actsOf(cloud: Cloud): Readonly<Record<string, Act>> {
  const at = (detail: Readonly<Record<string, string>>): Device => {
    const poi = detail['terminal'];
    if (poi === undefined) throw new Error('which "terminal"? by its POIID');
    return cloud.device(poi);
  };
  return {
    /** `{"customer":"waits"}` for what comes next to be done by the acts; `pays` for a customer who does it by themselves. */
    attend: (detail) => void (at(detail).customer = detail['customer'] === 'pays' ? 'pays' : 'waits'),
    insert: (detail) => insert(at(detail)),
    pin: (detail) => enterPin(cloud, at(detail), detail['pin'] ?? ''),
    pay: (detail) => pays(cloud, at(detail)),
    cancel: (detail) => cancelled(cloud, at(detail)),
    offline: (detail) => void (at(detail).online = false),
    online: (detail) => void (at(detail).online = true),
    'log-out': (detail) => at(detail).sessions.clear(),
    /** The last payment's answer becomes one that nobody has heard of. */
    'becomes-strange': (detail) => becomesStrange(at(detail)),
    shows: (detail) => {
      const { online, current } = at(detail);
      if (!online) return 'offline';
      return current === undefined ? 'welcome' : current.card === 'none' ? 'present your card' : 'enter your PIN';
    },
  };
}

/** Half a percent and five cents, as the declaration has it. */
const feeOf = (minor: bigint): bigint => (minor * 50n) / 10_000n + 5n;

function settlement(cloud: Cloud): string {
  const line = (kind: 'capture' | 'refund', reference: string, minor: bigint, fee: bigint, currency: string): string => `${JSON.stringify({ kind, reference, gross: Number(minor), fee: Number(fee), currency })}\n`;
  const payments = cloud.devices().flatMap((one) => one.payments).flatMap((one) => (one.over?.psp === undefined ? [] : [line('capture', one.over.psp, one.minor, feeOf(one.minor), currencyOf(one))]));
  const reversals = cloud.devices().flatMap((one) => one.reversals).map((one) => line('refund', one.psp, one.minor, 0n, currencyOf(one.of)));
  return [...payments, ...reversals].join('');
}

function open(world: World): Part {
  const cloud = createCloud(world, merchant, nexoKey);
  return {
    name,
    answers: answersOf(cloud),
    before: stranger,
    failure: () => problem(500, '905', 'Payment details are not supported'),
    happened: () => cloud.devices().flatMap(({ payments, reversals }) => [...payments.flatMap(ofPayment), ...reversals.map(ofReversal)]),
    acts: actsOf(cloud),
    settle: () => ({ name: `terminals-${world.clock.now().toISOString().slice(0, 10)}.jsonl`, format: 'json-lines', content: settlement(cloud) }),
  };
}

export const playTerminal = (): Play => ({ name, secrets: { terminal: { 'api-key': apiKey, 'merchant-account': merchant, 'nexo-key.json': JSON.stringify(nexoKey) } }, open });
