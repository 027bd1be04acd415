/** A duration in milliseconds. Made by {@link milliseconds}, {@link seconds}, {@link minutes}, {@link hours} or {@link days}. */
export type Milliseconds = number & { readonly unit: 'ms' };

const duration = (value: number): Milliseconds => value as Milliseconds;

export const milliseconds = (value: number): Milliseconds => duration(value);
export const seconds = (value: number): Milliseconds => duration(value * 1_000);
export const minutes = (value: number): Milliseconds => duration(value * 60_000);
export const hours = (value: number): Milliseconds => duration(value * 3_600_000);
export const days = (value: number): Milliseconds => duration(value * 86_400_000);

/** A Kubernetes CPU quantity in thousandths of a core, such as `250m`. */
export type Cpu = `${number}m`;

/** A Kubernetes memory or storage quantity in binary units, such as `256Mi`. */
export type Bytes = `${number}Mi` | `${number}Gi`;

/**
 * Compiles only for the literal of a whole number of zero or more: `Natural<2>` is `2`, `Natural<-1>` and `Natural<1.5>` are `never`.
 * A `number` that is not a literal passes, since nothing is known about it; the plan judges its value.
 */
export type Natural<N extends number> = number extends N ? N : `${N}` extends `-${string}` | `${string}.${string}` | `${string}e-${string}` ? never : N;

/** A text that is not empty, where the literal is known. */
export type NonEmpty<T extends string> = T extends '' ? never : T;
