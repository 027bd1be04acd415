/** A token bucket: so many requests at once, and so many a second for ever. Pure. */

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface Bucket {
  /** Requests that may still come; a fraction is one that is coming. */
  readonly left: number;
  /** In milliseconds. */
  readonly at: number;
}

export interface Drawn {
  readonly bucket: Bucket;
  readonly allowed: boolean;
  /** Whole requests that may come at once now. */
  readonly remaining: number;
  /** Seconds until the bucket is full, rounded up. */
  readonly reset: number;
  /** Seconds until the next request, rounded up; 0 where it may come now. */
  readonly retryAfter: number;
}

/** Draws one request. A clock that goes back takes nothing away. */
export function draw({ perSecond, burst }: Rate, bucket: Bucket | undefined, now: number): Drawn {
  const before = bucket ?? { left: burst, at: now };
  const filled = Math.min(burst, before.left + (Math.max(0, now - before.at) / 1000) * perSecond);
  const allowed = filled >= 1;
  const left = allowed ? filled - 1 : filled;
  return {
    bucket: { left, at: Math.max(now, before.at) },
    allowed,
    remaining: Math.floor(left),
    reset: Math.ceil((burst - left) / perSecond),
    retryAfter: left >= 1 ? 0 : Math.ceil((1 - left) / perSecond),
  };
}
