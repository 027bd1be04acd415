/** Durations as Kubernetes, Istio and Go read them, and as people write them. Pure. */
import type { Milliseconds } from './declaration/index.ts';

const units = [
  { suffix: 'h', length: 3_600_000 },
  { suffix: 'm', length: 60_000 },
  { suffix: 's', length: 1_000 },
] as const;

/** `15s`, `1500ms`, `720h`: the largest unit of which the duration is a whole number. */
export function durationOf(duration: Milliseconds | number): string {
  const unit = units.find(({ length }) => duration > 0 && duration % length === 0);
  return unit ? `${duration / unit.length}${unit.suffix}` : `${duration}ms`;
}
