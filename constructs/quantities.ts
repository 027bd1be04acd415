/** Sums of Kubernetes quantities, in the units that declarations write: thousandths of a core and binary units. Pure. */
import type { Bytes, Cpu } from './declaration/index.ts';

/** In thousandths of a core. */
export const millicores = (cpu: Cpu): number => Number(cpu.slice(0, -1));

/** In mebibytes. */
export const mebibytes = (bytes: Bytes): number => Number(bytes.slice(0, -2)) * (bytes.endsWith('Gi') ? 1024 : 1);

export const cpu = (thousandths: number): Cpu => `${thousandths}m`;

/** In gibibytes where that is exact. */
export const memory = (mebi: number): Bytes => (mebi > 0 && mebi % 1024 === 0 ? `${mebi / 1024}Gi` : `${mebi}Mi`);
