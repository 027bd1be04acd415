/** The gift card scheme of docs/how-to/examples/new-provider.ts, as the sandbox would play it. */
import { Webhook } from 'standardwebhooks';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { fromMajor } from '../../services/kit/money.ts';
import type { Incoming, Outgoing, Part, Play, World } from '../../services/sandbox/frame/part.ts';

const Asked = Type.Object({ kind: Type.Enum(['redeem', 'cancel', 'refund']), reference: Type.String(), amount: Type.String(), currency: Type.String(), card: Type.Optional(Type.String()), of: Type.Optional(Type.String()) });
const asked = Compile(Asked);

interface Transaction extends Static<typeof Asked> {
  readonly id: string;
  readonly at: string;
  readonly code?: string;
  status: string;
}

export const scheme = { token: 'gift-token-1', webhookSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' } as const;

const minor = ({ amount, currency }: Transaction): bigint => fromMajor(amount, currency).minor;

function open({ clock, random, send }: World): Part {
  const byKey = new Map<string, Transaction>();
  const all = (): Transaction[] => [...byKey.values()];

  function refusal({ kind, card, of, ...rest }: Static<typeof Asked>): string | undefined {
    if (kind === 'redeem') return card === 'EMPTY' ? 'BALANCE_TOO_LOW' : undefined;
    const redeemed = all().find(({ id }) => id === of);
    const refunded = all().filter((one) => one.kind === 'refund' && one.of === of && one.status === 'DONE').reduce((sum, one) => sum + minor(one), 0n);
    return redeemed && refunded + fromMajor(rest.amount, rest.currency).minor <= minor(redeemed) ? undefined : 'TOO_MUCH';
  }

  function transact({ json, headers }: Incoming): Outgoing {
    const key = headers['idempotency-key'] ?? '';
    const before = byKey.get(key);
    if (before) return { status: 200, body: before };
    if (!asked.Check(json)) return { status: 400, body: { fault: 'malformed' } };
    const code = refusal(json);
    const made: Transaction = { ...json, id: random.text('0123456789ABCDEF', 16), at: clock.now().toISOString(), status: code === undefined ? 'DONE' : 'REFUSED', ...(code !== undefined && { code }) };
    byKey.set(key, made);
    tell(made);
    return { status: 201, body: made };
  }

  const tell = (data: Transaction): void =>
    send({
      provider: 'gift-card-scheme', route: 'gift-cards', id: `msg_${data.id}`, type: data.kind, retries: [5_000], final: (status) => status === 200,
      seal: ({ at, forged }) => {
        const body = JSON.stringify({ type: data.kind, data });
        const signer = new Webhook(forged ? `whsec_${Buffer.alloc(24, 7).toString('base64')}` : scheme.webhookSecret);
        return { body, headers: { 'webhook-id': `msg_${data.id}`, 'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)), 'webhook-signature': signer.sign(`msg_${data.id}`, at, body) } };
      },
    });

  return {
    name: 'gift-card-scheme',
    before: ({ headers }) => (headers['authorization'] === `Bearer ${scheme.token}` ? undefined : { status: 401 }),
    answers: [
      { method: 'POST', path: '/transactions', answer: transact },
      { method: 'GET', path: '/transactions', answer: ({ query }) => ({ status: 200, body: all().filter(({ reference }) => reference === query.get('reference')) }) },
    ],
    failure: () => ({ status: 500 }),
    happened: () => all().map((one) => ({ provider: 'gift-card-scheme', what: one.kind === 'redeem' ? 'authorisation' : one.kind === 'cancel' ? 'void' : 'refund', reference: one.id, ours: one.reference, ...(one.of !== undefined && { of: one.of }), amount: minor(one).toString(), currency: one.currency, state: one.status, effective: one.status === 'DONE', at: one.at })),
    acts: { becomes: ({ reference, status = '' }) => all().filter(({ id }) => id === reference).forEach((one) => (one.status = status)) },
  };
}

export const playGiftCards = (): Play => ({ name: 'gift-card-scheme', secrets: { 'gift-cards': { token: scheme.token, 'webhook-secret': scheme.webhookSecret } }, open });
