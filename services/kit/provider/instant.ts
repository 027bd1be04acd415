/** Times of providers as the contract writes them: RFC 3339, UTC. What is no time is left out, since nothing is decided by it. */

const written = (milliseconds: number): string | undefined => (Number.isNaN(new Date(milliseconds).getTime()) ? undefined : new Date(milliseconds).toISOString());

/** Of a text with a zone or an offset; without one, nobody knows which time it is. */
export const instantOf = (text: string | undefined): string | undefined => (text !== undefined && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? written(Date.parse(text)) : undefined);

/** Of seconds since 1970. */
export const instantAt = (seconds: number | undefined): string | undefined => (seconds === undefined ? undefined : written(seconds * 1_000));
