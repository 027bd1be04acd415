/** The steps in their order, one file each. */
import type { Step } from './step.ts';

export const steps: readonly Step[] = [];
