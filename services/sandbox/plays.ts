/** Whom the sandbox plays: one line each. */
import type { Play } from './frame/part.ts';
import { playBtcpay } from './btcpay/play.ts';
import { playPaypal } from './paypal/play.ts';

export const plays: readonly Play[] = [playBtcpay(), playPaypal()];
