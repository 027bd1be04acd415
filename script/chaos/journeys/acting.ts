/** What payers do outside: at the issuer, at PayPal, at their bank, in their wallet. */
import { PaymentSeen } from './shapes.ts';
import type { World } from './journey.ts';

/** Whose page an address is, and what it calls what is to be approved there. */
const pages = [
  { page: /\/challenge\/([^/?]+)/, part: 'stripe', name: 'intent' },
  { page: /\/threeDS\/([^/?]+)/, part: 'adyen-checkout', name: 'payment' },
  { page: /\/checkoutnow\?(?:.*&)?token=([^&]+)/, part: 'paypal', name: 'order' },
  { page: /\/sca\/([^/?]+)/, part: 'xs2a', name: 'payment' },
] as const;

/** Answers what the address says to which the browser is sent back. */
async function approve({ outside }: World, address: string): Promise<Readonly<Record<string, string>> | undefined> {
  for (const { page, part, name } of pages) {
    const [, id] = page.exec(address) ?? [];
    if (id === undefined) continue;
    const saw = await outside.act(part, 'approve', { [name]: id });
    const location = typeof saw === 'object' && saw !== null && 'location' in saw ? saw.location : saw;
    return typeof location === 'string' && URL.canParse(location) ? Object.fromEntries(new URL(location).searchParams) : {};
  }
  return undefined;
}

/** Pays a part, then the rest, and the next block has both. Operators see the provider's reference. */
async function payInvoice({ shopper, outside }: World, { payment, attempts }: PaymentSeen, due: number | undefined): Promise<void> {
  const seen = await shopper.get(PaymentSeen, `/v1/payments/${payment}`, { as: 'operator' });
  const invoice = seen?.attempts.find(({ attempt }) => attempt === attempts.at(-1)?.attempt)?.reference;
  if (invoice === undefined) return;
  if (due !== undefined && due > 200) await outside.act('btcpay', 'pay', { invoice, amount: '1.00' });
  await outside.act('btcpay', 'pay', { invoice });
  await outside.act('btcpay', 'confirm', { invoice });
}

/** Answers what the payer comes back with; nothing where there is no way back. */
export async function doWhatIsAsked(world: World, seen: PaymentSeen): Promise<Readonly<Record<string, string>> | undefined> {
  const action = seen.attempts.at(-1)?.action;
  if (action?.kind === 'redirect') return approve(world, action.address);
  if (action?.kind === 'show') await payInvoice(world, seen, action.left?.amount);
  return undefined;
}
