/** The provider's HTTP: the library's own paths, and the page on which somebody signs in. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { errors, type Provider } from 'oidc-provider';
import { signInPage, style } from './page.ts';
import { createHash } from 'node:crypto';
import { secondFactorAcr } from './provider.ts';
import { createSecondFactor, passwordFits, type SandboxUser } from './users.ts';

export interface IdentityAppProps {
  readonly provider: Provider;
  readonly users: readonly SandboxUser[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'`;

const html = (response: ServerResponse, status: number, body: string): void => void response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': pagePolicy }).end(body);

const largestForm = 4096;

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  if (Number(request.headers['content-length'] ?? largestForm + 1) > largestForm) return new URLSearchParams();
  return new URLSearchParams(await text(request));
}

export function createIdentityServer({ provider, users, now }: IdentityAppProps): Server {
  const fits = createSecondFactor(now);
  const library = provider.callback();

  const signIn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { uid, params, prompt } = await provider.interactionDetails(request, response);
    const secondFactor = prompt.reasons.includes('second_factor') || String(params['acr_values'] ?? '').split(' ').includes(secondFactorAcr);
    const page = (refused: boolean): void => html(response, refused ? 401 : 200, signInPage({ action: `/interaction/${uid}`, secondFactor, refused }));
    if (request.method === 'GET') return page(false);
    const form = await formOf(request);
    const user = users.find(({ name }) => name === form.get('name'));
    if (!passwordFits(user, form.get('password') ?? '') || !user || (secondFactor && !fits(user, form.get('code') ?? ''))) return page(true);
    const login = { accountId: user.subject, amr: secondFactor ? ['pwd', 'otp'] : ['pwd'], ...(secondFactor && { acr: secondFactorAcr }) };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  };

  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://any');
    if (pathname === '/healthz/ready') return void response.end('ready');
    if (!/^\/interaction\/[^/]+$/.test(pathname)) return void library(request, response);
    if (request.method !== 'GET' && request.method !== 'POST') return void response.writeHead(405).end();
    signIn(request, response).catch((error: unknown) => {
      if (response.headersSent) return;
      html(response, error instanceof errors.OIDCProviderError ? 400 : 500, '<!doctype html><title>Sign in</title><p>This sign-in has ended or was never begun: begin again in the application.');
    });
  });
}
