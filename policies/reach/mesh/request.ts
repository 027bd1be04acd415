/** One request, as far as the mesh looks at it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly host?: string;
  /** The name in the TLS handshake. */
  readonly sni?: string;
  /** An access token with a right signature of its issuer. */
  readonly token?: Token;
}

export interface Token {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** Who sends a request to which port. */
export interface Sender {
  /** Absent where no certificate of the mesh is shown. */
  readonly principal?: string;
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly port: number;
  /** Whether the port is read as HTTP; of other connections only the ends are seen. */
  readonly http: boolean;
}

export const tokenText = ({ issuer, audiences, claims }: Token): string => [`iss ${issuer}`, `aud ${audiences.join(' ') || 'none'}`, ...Object.entries(claims).map(([key, values]) => `${key} ${values.join(' ')}`)].join(', ');
