/** Everything that the connectors of `cards` ask: the conformance scenarios, and what those leave out. */
import { randomUUID } from 'node:crypto';
import { scenariosOf } from '../../../services/kit/provider/conformance.ts';
import type { Authentication, Authorise, Instrument } from '../../../services/kit/provider/contract.ts';
import { asking, cardOf, connectorsOf } from '../../../services/cards/test/support.ts';
import { fixturesOf } from '../../../services/cards/test/fixtures.ts';
import type { Sandbox } from '../../../services/sandbox/frame/sandbox.ts';

const decisions: readonly Authentication[] = [
  { decision: 'challenge' }, { decision: 'issuer-decides' },
  ...(['low-value', 'transaction-risk-analysis', 'trusted-beneficiary', 'recurring', 'corporate'] as const).map((exemption) => ({ decision: 'exempt' as const, exemption })),
  ...(['merchant-initiated', 'mail-or-telephone', 'one-leg-out'] as const).map((because) => ({ decision: 'out-of-scope' as const, because })),
];

const named = (holder: string): Instrument => ({ method: 'card', token: 'tok-gcccccccccccccccc', merchant: 'shop', holder });

const instruments: Readonly<Record<'stripe' | 'adyen', readonly Instrument[]>> = {
  stripe: [...['4242424242424242', '4000000000000002', '4000000000009995', '4000000000009987', '4000000000009979', '4000000000000069', '4000000000000127', '4000000000000119', '4000002760003184', '4000000000000259', '4000000000005126', '4242424242424241'].map(cardOf), { method: 'apple-pay', token: 'tok_visa' }, { method: 'google-pay', token: '{"id":"tok_mastercard","object":"token"}' }, { method: 'apple-pay', token: 'pm_card_visa' }],
  adyen: [...['4111111111111111', '4871049999999910', '371449635398431', '4111111111111112'].map(cardOf), ...['DECLINED', 'CARD_EXPIRED', 'ERROR', 'NOT_ENOUGH_BALANCE', 'CANCELLED', 'J. Doe'].map(named), { method: 'apple-pay', token: '{"version":"EC_v1"}' }, { method: 'google-pay', token: '{"protocolVersion":"ECv2"}' }],
};

/** Answers what did not go as it should; what was sent is seen by the sandbox. */
export async function playAll(world: Sandbox): Promise<{ readonly scenarios: number; readonly failed: readonly string[] }> {
  const failed: string[] = [];
  let scenarios = 0;
  for (const [fixtureName, fixture] of fixturesOf(world)) {
    for (const { name, play } of scenariosOf(fixture)) {
      scenarios += 1;
      await play().catch((error: unknown) => failed.push(`${fixtureName} ${name}: ${error instanceof Error ? error.message : String(error)}`));
    }
  }
  world.faults.set([]);
  const connectors = connectorsOf(world, (outside) => world.addresses[outside] ?? '');
  for (const route of ['stripe', 'adyen'] as const) {
    const authorise = (over: Partial<Authorise>) => {
      const attempt = randomUUID();
      return connectors[route].authorise({ key: `${attempt}-a`, body: asking({ route, attempt, begunAt: world.clock.now().toISOString(), payer: { address: '192.0.2.1', language: 'de-DE' }, ...over }) });
    };
    for (const authentication of decisions) await authorise({ authentication, instrument: cardOf('4111111111111111') });
    for (const instrument of instruments[route]) for (const capture of ['manual', 'automatic'] as const) await authorise({ instrument, capture });
  }
  await world.courier.idle();
  return { scenarios, failed };
}
