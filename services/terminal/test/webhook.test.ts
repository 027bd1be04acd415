import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connector } from '../../kit/provider/exchange.ts';
import type { Fault } from '../../sandbox/frame/faults.ts';
import { authorising, connectorTo, openOutside, type Outside } from './support.ts';

let outside: Outside;
let terminal: Connector;
beforeEach(async () => {
  outside = await openOutside();
  terminal = connectorTo(outside.sandbox, outside.address);
});
afterEach(() => outside.sandbox.close());

const now = new Date('2026-11-25T08:00:02Z');
const webhook = (body: string) => ({ route: 'adyen-terminal', headers: {}, body: Buffer.from(body).toString('base64') });

async function told(fault?: Fault) {
  const body = authorising();
  if (fault) outside.sandbox.faults.set([{ fault }]);
  await terminal.authorise({ body, key: 'k' });
  outside.act('pay');
  await new Promise((resolve) => setImmediate(resolve));
  await outside.sandbox.courier.idle();
  return { body, letters: outside.sandbox.courier.deliveries() };
}

describe('the answer to what was handed on', () => {
  it('is a hint of what became of our attempt', async () => {
    const { body, letters } = await told();
    expect(letters).toHaveLength(1);
    const { notices } = await terminal.readWebhook(webhook(letters[0]?.body ?? ''), now);
    expect(notices).toEqual([{ id: expect.stringMatching(/^[0-9a-f]{64}$/), what: 'authorise', certain: false, attempt: body.attempt, reference: expect.stringContaining('@'), authorisation: expect.objectContaining({ state: 'captured', amount: body.amount }) }]);
  });

  it('shows nothing of the payment to who carries it', async () => {
    const { body, letters } = await told();
    expect(letters[0]?.body).not.toContain(body.attempt);
    expect(letters[0]?.body).not.toContain('411111');
  });

  it('has the same id when it comes twice', async () => {
    const { letters } = await told('duplicated');
    const ids = await Promise.all(letters.map(async ({ body }) => (await terminal.readWebhook(webhook(body), now)).notices.map(({ id }) => id)));
    expect([ids.length, ids[0]]).toEqual([2, ids[1]]);
  });

  const refused = (body: string) => expect(terminal.readWebhook(webhook(body), now)).rejects.toMatchObject({ problem: { status: 401, detail: 'the notification is not sealed by the terminal’s key' } });

  it('is refused from a stranger, unsealed, cut, or with another header than the one inside', async () => {
    const { letters } = await told('forged');
    expect(letters.map(({ fault }) => fault)).toEqual(['forged', undefined]);
    await refused(letters[0]?.body ?? '');
    const good = letters[1]?.body ?? '';
    await refused(good.replace('"till-7"', '"till-8"'));
    await refused(good.slice(0, -10));
    await refused(JSON.stringify({ SaleToPOIResponse: { MessageHeader: {}, PaymentResponse: { Response: { Result: 'Success' } } } }));
    await refused('');
  });
});
