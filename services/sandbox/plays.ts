/** Whom the sandbox plays: one line each. */
import type { Play } from './frame/part.ts';
import { xs2aPlay } from './xs2a/play.ts';

export const plays: readonly Play[] = [xs2aPlay];
