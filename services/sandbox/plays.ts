/** Whom the sandbox plays: one line each. */
import { adyenCheckout } from './adyen/play.ts';
import type { Play } from './frame/part.ts';
import { playPaypal } from './paypal/play.ts';
import { stripe } from './stripe/play.ts';

export const plays: readonly Play[] = [adyenCheckout, playPaypal(), stripe];
