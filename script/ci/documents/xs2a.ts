import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Authorise } from '../../../services/kit/provider/contract.ts';
import type { Connector } from '../../../services/kit/provider/exchange.ts';
import type { Seen } from '../../../services/sandbox/frame/door.ts';
import { approves, authorising, connectorsTo, fixtureOf, openOutside, poor, trusted, voiding, type Outside } from '../../../services/bank/test/support.ts';
import { hold } from '../check.ts';
import { shared } from '../shared.ts';
import { openDocument } from './document.ts';
import { judgeExchanges } from './exchanges.ts';
import { judgeHeaders } from './headers.ts';
import { playAll, type Report } from './report.ts';
import { isObject } from './schema.ts';

/** The whole of the standard: the payments' cut has no account statement. */
function readStandard() {
  const standard: unknown = parse(readFileSync(join(shared, 'providers', 'berlin-group', 'psd2-api_v1.3.11-2021-10-01v1.yaml'), 'utf8'));
  hold(isObject(standard), 'the standard is no object');
  return standard;
}

const asked = (over: Partial<Authorise> = {}) => {
  const body = authorising(over);
  return { body, key: `${body.attempt}-a` };
};

async function cancelled(bank: Connector, { act }: Outside, approve: boolean): Promise<void> {
  const one = asked();
  const { reference = '' } = await bank.authorise(one);
  if (approve) act('approve', { payment: reference });
  const step = { body: voiding(one.body), reference, key: 'v' };
  await bank.lookUpModification({ ...step, what: 'void' });
  await bank.void(step);
  await bank.lookUpModification({ ...step, what: 'void' });
}

/** What the kit does not come by: cancellation in its three ways, other banks' habits, and what goes wrong. */
async function playMore(outside: Outside): Promise<void> {
  const bank = connectorsTo(outside.sandbox, outside.sandbox.addresses['xs2a'] ?? '').xs2a;
  outside.sandbox.faults.set([]);
  await cancelled(bank, outside, false);
  for (const rule of ['asksToCancel', 'explicit', 'decoupling'] as const) {
    outside.act('rules', { [rule]: 'true' });
    await cancelled(bank, outside, rule === 'asksToCancel');
    await bank.authorise(asked());
    outside.act('rules', { [rule]: 'false' });
  }
  const late = asked();
  const begun = await bank.authorise(late);
  await approves(outside)(begun);
  await bank.void({ body: voiding(late.body), reference: begun.reference ?? '', key: 'v' });
  for (const iban of [poor, trusted, 'DE00000000000000000000']) await bank.authorise(asked({ instrument: { method: 'bank-transfer', iban }, payer: { address: '203.0.113.9', userAgent: 'Mozilla/5.0', language: 'de' } }));
  await bank.lookUpAuthorisation({ ...late, reference: 'nobody-knows-me' });
  for (let n = 0; n < 101; n += 1) await bank.authorise(asked({ instrument: { method: 'bank-transfer', iban: trusted } }));
  await outside.executes();
  await bank.lookUpAuthorisation(asked());
}

export async function judgeXs2a(resources: AsyncDisposableStack): Promise<Report> {
  const outside = await openOutside();
  resources.defer(outside.sandbox.close);
  for (const route of ['xs2a', 'xs2a-instant'] as const) await playAll(fixtureOf(outside, route));
  await playMore(outside);
  // The state that nobody has heard of is what the connector must bear; no document has it.
  const sound: Seen[] = outside.seen.filter(({ answer }) => !JSON.stringify(answer.body ?? '').includes('ACXX'));
  const standard = readStandard();
  const findings = judgeExchanges(sound, { documents: [openDocument(standard)], elsewhere: [[/^(GET|POST) \/sca\//, 'the bank’s own page']] });
  return { provider: 'Berlin Group NextGenPSD2', ...findings, webhooks: 0, faults: new Map([...findings.faults, ...judgeHeaders(standard, sound)]) };
}
