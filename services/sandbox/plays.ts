/** Whom the sandbox plays: one line each. */
import type { Play } from './frame/part.ts';

export const plays: readonly Play[] = [];
