/** Declared operations against requests: a parameter is one whole segment that is not empty (OpenAPI). */
import type { DeclaredGraph, DeclaredOperation, EndUser } from '../declared.ts';
import type { Request, Token } from './request.ts';

const segmentsOf = (path: string): string[] => (path.split('?')[0] ?? '').split('/');

export function isPathOf(template: string, path: string): boolean {
  const [wanted, found] = [segmentsOf(template), segmentsOf(path)];
  return wanted.length === found.length && wanted.every((segment, i) => (segment.startsWith('{') ? found[i] !== '' : segment === found[i]));
}

/** Whether a token stands for an end user as asked for: one of the roles, and the authentication that is asked for. */
export function isOfUser({ endUsers: { issuer, audience } }: DeclaredGraph, { roles, acr }: EndUser, token: Token | undefined): boolean {
  if (!token || token.issuer !== issuer || !token.audiences.includes(audience)) return false;
  return roles.some((role) => token.claims['roles']?.includes(role)) && (acr === undefined || (token.claims['acr']?.includes(acr) ?? false));
}

export const isDeclared = (graph: DeclaredGraph, operations: readonly DeclaredOperation[], { method, path, token }: Request): boolean =>
  operations.some((operation) => operation.method === method && isPathOf(operation.path, path) && (operation.user === undefined || isOfUser(graph, operation.user, token)));
