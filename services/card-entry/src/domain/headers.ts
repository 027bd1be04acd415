/** The headers by which a browser keeps card data to this page (PCI DSS 4.0.1, 6.4.3 and 11.6.1; OWASP Secure Headers). Pure. */

/** Names what may run and where data may go; everything else is refused. No nonce: nothing is inline. */
export const contentSecurityPolicy = (ancestors: string): string =>
  [`default-src 'none'`, `script-src 'self'`, `style-src 'self'`, `connect-src 'self'`, `frame-ancestors ${ancestors}`, `form-action 'none'`, `base-uri 'none'`].join('; ');

/** Of every answer, refusals included; a page that may be framed has its own policy. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy(`'none'`),
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  // The session is in the address.
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};
