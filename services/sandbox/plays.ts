/** Whom the sandbox plays: one line each. */
import type { Play } from './frame/part.ts';
import { playPaypal } from './paypal/play.ts';

export const plays: readonly Play[] = [playPaypal()];
