/** The sandbox's terminals, asked by Adyen's own clients without our connector between. */
import clientModule from '@adyen/api-library/lib/src/client.js';
import { EnvironmentEnum } from '@adyen/api-library/lib/src/config.js';
import { CloudDeviceApi } from '@adyen/api-library/lib/src/services/clouddevice/cloudDeviceApi.js';
import { NexoSecurityManager } from '@adyen/api-library/lib/src/security/clouddevice/nexoSecurityManager.js';
import type { SaleToPOIRequest } from '@adyen/api-library/lib/src/typings/tapi/saleToPOIRequest.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headerOf, MessageCategory } from '../../terminal/src/domain/message.ts';
import { account } from '../../terminal/test/support.ts';
import { openSandbox, type Sandbox } from '../frame/sandbox.ts';
import { playTerminal } from '../terminal/play.ts';

const poi = 'V400m-324688179';
let sandbox: Sandbox;
let address: string;
beforeAll(async () => {
  sandbox = await openSandbox({ plays: [playTerminal()], clock: { start: new Date('2026-11-25T08:00:00Z'), running: false } });
  address = sandbox.addresses['adyen-terminal'] ?? '';
});
afterAll(() => sandbox.close());

let named = 0;
const message = (category: MessageCategory, body: Partial<SaleToPOIRequest>): SaleToPOIRequest => ({ MessageHeader: headerOf(category, { sale: 'till-1', poi }, `s${(named += 1)}`), ...body });
const software = { ManufacturerID: 'T', ApplicationName: 'T', SoftwareVersion: '1', CertificationCode: 'T' };
const login = () => message(MessageCategory.Login, { LoginRequest: { DateTime: new Date(), SaleSoftware: software, OperatorLanguage: 'en' } });
const payment = () => message(MessageCategory.Payment, { PaymentRequest: { SaleData: { SaleTransactionID: { TransactionID: 't', TimeStamp: new Date() } }, PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 10.99 } } } });

const post = async (path: string, body: unknown): Promise<string> => (await fetch(`${address}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) })).text();

describe('in the cloud', () => {
  it('waits with the answer of a payment until the customer has paid', async () => {
    const client = new clientModule.default({ apiKey: 'sandbox-terminal-api-key', environment: EnvironmentEnum.TEST }, {
      request: async (endpoint: string, json: string | Buffer) => (await fetch(`${address}${new URL(endpoint).pathname}`, { method: 'POST', headers: { 'x-api-key': 'sandbox-terminal-api-key', 'content-type': 'application/json' }, body: json.toString() })).text(),
    });
    const api = new CloudDeviceApi(client);
    expect(await api.sync('GuichetPOS', poi, { SaleToPOIRequest: login() })).toMatchObject({ SaleToPOIResponse: { LoginResponse: { Response: { Result: 'Success' } } } });
    const paid = api.sync('GuichetPOS', poi, { SaleToPOIRequest: payment() });
    while (sandbox.part('adyen-terminal').acts['shows']?.({ terminal: poi }) !== 'present your card') await new Promise((resolve) => setImmediate(resolve));
    sandbox.part('adyen-terminal').acts['pay']?.({ terminal: poi });
    expect(await paid).toMatchObject({ SaleToPOIResponse: { MessageHeader: { MessageType: 'Response' }, PaymentResponse: { Response: { Result: 'Success' }, PaymentResult: { AmountsResp: { Currency: 'EUR', AuthorizedAmount: 10.99 } } } } });
    const abort = message(MessageCategory.Abort, { AbortRequest: { AbortReason: 'MerchantAbort', MessageReference: { MessageCategory: MessageCategory.Payment, SaleID: 'till-1', ServiceID: 'x' } } });
    expect(await api.sync('GuichetPOS', poi, { SaleToPOIRequest: abort })).toBe('');
  });

  it('is reached by the right key alone', async () => {
    expect((await fetch(`${address}/v1/merchants/GuichetPOS/devices/${poi}/sync`, { method: 'POST', body: '{}' })).status).toBe(401);
  });
});

describe('in the store’s own network', () => {
  const security = new NexoSecurityManager({ passphrase: account.key.Passphrase, keyIdentifier: account.key.KeyIdentifier, keyVersion: account.key.KeyVersion, adyenCryptoVersion: account.key.AdyenCryptoVersion });

  it('answers sealed what was asked sealed', async () => {
    const request = login();
    const answer: { readonly SaleToPOIResponse: Parameters<typeof security.decrypt>[0] } = JSON.parse(await post('/nexo/', { SaleToPOIRequest: security.encrypt(JSON.stringify({ SaleToPOIRequest: request }), request.MessageHeader) }));
    expect(answer.SaleToPOIResponse).not.toHaveProperty('LoginResponse');
    expect(JSON.parse(security.decrypt(answer.SaleToPOIResponse))).toMatchObject({ SaleToPOIResponse: { LoginResponse: { Response: { Result: 'Success' } } } });
  });

  it('rejects the same name twice, another terminal’s header, and what it cannot read, all in the same words', async () => {
    const request = login();
    await post('/nexo/', { SaleToPOIRequest: request });
    expect(await post('/nexo/', { SaleToPOIRequest: request })).toContain('"EventToNotify":"Reject"');
    const other = login();
    const sealed = security.encrypt(JSON.stringify({ SaleToPOIRequest: other }), other.MessageHeader);
    expect(await post('/nexo/', { SaleToPOIRequest: { ...sealed, MessageHeader: { ...sealed.MessageHeader, SaleID: 'till-2' } } })).toContain('message=the+message+is+not+understood');
    const broken = [{ ...sealed, NexoBlob: 'AAAA' }, { ...sealed, SecurityTrailer: { ...sealed.SecurityTrailer, Hmac: 'AAAA' } }];
    for (const one of broken) expect(await post('/nexo/', { SaleToPOIRequest: one })).toContain('message=the+message+cannot+be+read');
  });

  it('takes a request of 48 hours ago for a new one', async () => {
    const request = login();
    await post('/nexo/', { SaleToPOIRequest: request });
    await sandbox.clock.advance(48 * 3_600_000);
    expect(await post('/nexo/', { SaleToPOIRequest: request })).toContain('"Result":"Success"');
  });
});
