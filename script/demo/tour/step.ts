import type { World } from './world.ts';

/** Rejects when something was not as it should be; says what the outside saw. */
export interface Step {
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}

export const step = (name: string, run: Step['run']): Step => ({ name, run });
