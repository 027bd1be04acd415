/** Whom the sandbox plays: one line each. */
import type { Play } from './frame/part.ts';
import { playBtcpay } from './btcpay/play.ts';
import { playPaypal } from './paypal/play.ts';
import { playTerminal } from './terminal/play.ts';
import { playXs2a } from './xs2a/play.ts';

export const plays: readonly Play[] = [
  playBtcpay(),
  playPaypal(),
  playTerminal(),
  playXs2a(),
];
