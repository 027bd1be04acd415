/**
 * Which workload calls, as the mesh's proxy beside this program has verified it by mutual TLS: the last element of Envoy's
 * `x-forwarded-client-cert`. The proxy appends to what a caller sends, so only the last element is the proxy's own word.
 */
import { Type } from 'typebox';

const header = 'x-forwarded-client-cert';

/** Splits at a sign that is in no quotes; a value in quotes may hold any sign. */
const outsideQuotes = (text: string, sign: ',' | ';'): string[] => (text.match(new RegExp(`(?:"(?:\\\\.|[^"\\\\])*"|[^"${sign}])+`, 'g')) ?? []).map((part) => part.trim());

/** A SPIFFE identity as Istio spells it: `spiffe://<trust domain>/ns/<namespace>/sa/<service account>`. */
const identity = /^spiffe:\/\/[^/]+\/ns\/[^/]+\/sa\/([a-z0-9-]+)$/;

/** The calling service's name; `undefined` where no proxy says it. */
export function callerOf(headers: Readonly<Record<string, string>>): string | undefined {
  const last = outsideQuotes(headers[header] ?? '', ',').at(-1) ?? '';
  const uri = outsideQuotes(last, ';').find((pair) => pair.startsWith('URI='))?.slice('URI='.length);
  return identity.exec(uri ?? '')?.[1];
}

/** Set where there is no mesh, which is on one machine and in tests alone: whom a program says it is. In a cluster the proxies tell, whatever a program says. */
export const workloadVariables = { WORKLOAD_IDENTITY: Type.Optional(Type.String({ pattern: identity.source })) } as const;

/** What a proxy would add to a program's calls. */
export const identityHeaders = (spiffe: string | undefined): Readonly<Record<string, string>> => (spiffe === undefined ? {} : { [header]: `URI=${spiffe}` });
