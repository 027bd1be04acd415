import { bank } from './bank/service.ts';
import { cards } from './cards/service.ts';
import { crypto } from './crypto/service.ts';
import { paypal } from './paypal/service.ts';
import type { ProviderService } from './provider.ts';
import { terminal } from './terminal/service.ts';

/** The payment providers, all answering the contract of provider.ts. Adding one is its folder and one line here. */
export const providers = { bank, cards, crypto, paypal, terminal } as const satisfies Readonly<Record<string, ProviderService>>;
