/** Signs somebody in as a browser does, for scripts and tests: authorisation code with PKCE (RFC 7636), the form, the redirect, the token. */
import { createHash, randomBytes } from 'node:crypto';
import type { clients } from './src/provider.ts';

export interface SignIn {
  readonly issuer: string;
  readonly client: (typeof clients)[number];
  readonly name: string;
  readonly password: string;
  /** A code of the second factor: with one, the token has `acr` mfa. */
  readonly code?: string;
}

const redirectUri = 'http://127.0.0.1/callback';

/** Cookies by name, for one host. */
class Cookies {
  readonly #values = new Map<string, string>();

  keep(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#values.delete(name);
      else this.#values.set(name, value);
    }
    return response;
  }

  get header(): string {
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** Follows redirects until one leads to the application or a page is shown. */
async function browse(cookies: Cookies, first: URL, init: RequestInit = {}): Promise<URL | Response> {
  let [url, request] = [first, init];
  for (let hops = 0; hops < 8; hops += 1) {
    const response = cookies.keep(await fetch(url, { ...request, redirect: 'manual', headers: { ...request.headers, cookie: cookies.header } }));
    const location = response.headers.get('location');
    if (location === null) return response;
    url = new URL(location, url);
    request = {};
    if (url.href.startsWith(redirectUri)) return url;
  }
  throw new Error(`${first.href} leads in a circle`);
}

async function form(page: URL | Response, { name, password, code }: SignIn): Promise<{ readonly url: URL; readonly body: URLSearchParams }> {
  if (page instanceof URL) throw new Error(`nobody was asked who they are: ${page.searchParams.get('error_description') ?? page.href}`);
  const [, action] = /<form method="post" action="([^"]+)"/.exec(await page.text()) ?? [];
  if (action === undefined) throw new Error(`there is no form to sign in at ${page.url}: ${page.status}`);
  return { url: new URL(action, page.url), body: new URLSearchParams({ name, password, ...(code !== undefined && { code }) }) };
}

/** Resolves to an access token. Rejects with what the provider said. */
export async function signIn(who: SignIn): Promise<string> {
  const { issuer, client, code: second } = who;
  const [verifier, state] = [randomBytes(32).toString('base64url'), randomBytes(16).toString('base64url')];
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const begin = new URL('/auth', issuer);
  begin.search = new URLSearchParams({ client_id: client, response_type: 'code', redirect_uri: redirectUri, scope: 'openid', state, code_challenge: challenge, code_challenge_method: 'S256', ...(second !== undefined && { acr_values: 'mfa' }) }).toString();
  const cookies = new Cookies();
  const { url, body } = await form(await browse(cookies, begin), who);
  const end = await browse(cookies, url, { method: 'POST', body });
  if (!(end instanceof URL)) throw new Error(`${who.name} was not signed in: ${end.status === 401 ? 'the name, the password or the code is wrong' : await end.text()}`);
  const code = end.searchParams.get('code');
  if (code === null || end.searchParams.get('state') !== state) throw new Error(`${who.name} was not signed in: ${end.searchParams.get('error_description') ?? end.search}`);
  const response = await fetch(new URL('/token', issuer), { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', client_id: client, code, redirect_uri: redirectUri, code_verifier: verifier }) });
  const tokens: unknown = await response.json();
  if (typeof tokens === 'object' && tokens !== null && 'access_token' in tokens && typeof tokens.access_token === 'string') return tokens.access_token;
  throw new Error(`${issuer} gave no token: ${JSON.stringify(tokens)}`);
}
