import type { Resources } from './declaration/index.ts';

/** What a container says to the scheduler: memory is promised and bounded, CPU is shared out by what was asked for. Pure. */
export const requestsOf = ({ cpu, memory }: Resources) => ({ requests: { cpu, memory }, limits: { memory } });
