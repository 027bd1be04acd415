/** What the client's errors come to, in one line: its own say that something failed, and keep the reason two errors further in. */
export class KafkaError extends Error {
  constructor(what: string, directory: string, cause: unknown) {
    const reasons = [...new Set(reasonsIn(cause))].join('; ');
    super(`${what}: ${reasons}${wayOut(reasons, directory)}`, { cause });
    this.name = 'KafkaError';
  }
}

/** The innermost ones; a cause may be told twice. */
function reasonsIn(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const inner = [...(error instanceof AggregateError ? error.errors : []), ...(error.cause === undefined ? [] : [error.cause])].flatMap(reasonsIn);
  const code = 'code' in error && typeof error.code === 'string' && !error.code.startsWith('PLT_KFK_') && !error.message.includes(error.code) ? ` (${error.code})` : '';
  return inner.length > 0 ? inner : [`${error.message}${code}`];
}

function wayOut(reasons: string, directory: string): string {
  if (/authorization failed/i.test(reasons)) return ': the account may do what its service declares (publishes, consumes), and nothing else';
  // Of TLS 1.3, the client is done before the broker has looked at its certificate.
  if (/connection closed/i.test(reasons)) return `: a broker that does not take who asks may say no more: see ca.crt, user.crt and user.key in ${directory}`;
  return /certificate|tls|ssl/i.test(reasons) ? `: see user.crt, user.key and ca.crt in ${directory}` : '';
}
