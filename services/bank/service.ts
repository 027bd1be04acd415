import { outside, reach, replicas, seconds, secret, service } from '../../constructs/declaration/index.ts';
import { askingTheProvider, provider, providerOperations } from '../provider.ts';
import { paymentsTeam } from '../teams.ts';

/** The bank's XS2A interface: environments name theirs. Its TLS asks for the qualified certificate of the payment institution. */
const xs2a = outside({
  name: 'xs2a',
  purpose: 'Berlin Group NextGenPSD2 payment initiation at the payer’s bank',
  hosts: { test: 'xs2a.test.invalid', live: 'xs2a.live.invalid' },
  timeout: seconds(10),
  mutualTls: { clientCertificate: 'qwac' },
});

const transfers = {
  methods: ['bank-transfer'],
  channels: ['web', 'mobile'],
  // SEPA.
  currencies: ['EUR'],
  countries: 'all',
  capture: ['automatic'],
  captures: 'one-full',
  // As long as the bank has not executed it.
  voids: true,
  // A transfer is never taken back: a refund is a new one, which the merchant's bank makes.
  refunds: 'none',
  threeDSecure: false,
  cost: { basisPoints: 0, fixed: 20 },
} as const;

export const bank = provider(service({
  name: 'bank',
  purpose: 'initiates credit transfers at the payer’s bank (open banking)',
  owner: paymentsTeam,
  zone: 'connectors',
  scope: 'out-of-scope',
  port: 8134,
  serves: providerOperations,
  reaches: [reach(xs2a, { during: askingTheProvider })],
  secrets: [secret('xs2a', { purpose: 'client identifier at the bank, the key that seals messages (eIDAS QSealC), and the merchant’s account', keys: ['client-id', 'seal.pem', 'creditor.json'], onChange: 'reload' })],
  size: 'small',
  scaling: { on: 'cpu', target: 70, replicas: replicas(2, 4), promotions: false },
  objective: { availability: 99.5, latency: { percent: 99, within: 10000 } },
}), {
  routes: [
    { ...transfers, name: 'xs2a' },
    // Instant credit transfers (SCT Inst): executed within ten seconds, and dearer.
    { ...transfers, name: 'xs2a-instant', cost: { basisPoints: 0, fixed: 40 } },
  ],
});
