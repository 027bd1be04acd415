/** SQLSTATE of a failed statement, such as `23505`; empty where the failure is no answer of the database. */
export const sqlState = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '');
