/** Whom the sandbox plays: one line each. */
import { adyenCheckout } from './adyen/play.ts';
import { playBtcpay } from './btcpay/play.ts';
import type { Play } from './frame/part.ts';
import { playPaypal } from './paypal/play.ts';
import { stripe } from './stripe/play.ts';
import { playTerminal } from './terminal/play.ts';
import { playXs2a } from './xs2a/play.ts';

export const plays: readonly Play[] = [adyenCheckout, playBtcpay(), playPaypal(), playTerminal(), playXs2a(), stripe];
