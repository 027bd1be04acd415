/** RequestAuthentication (security.istio.io): whose access tokens a workload reads. One that it cannot verify is refused; none at all passes. */
import { at, list, selectorOf, selects, text, texts, type ManifestIndex } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';
import { cause, type Cause } from '../cause.ts';
import type { MeshSettings } from './identity.ts';
import type { Token } from './request.ts';

export interface JwtRule {
  readonly issuer: string;
  /** None: any. */
  readonly audiences: readonly string[];
  /** Where the keys are that verify its tokens; absent where they stand in the manifest. */
  readonly keys?: string;
  readonly cause: Cause;
}

/** The rules for a workload: those of the mesh's root namespace, its own namespace and its own add up. */
export const jwtRulesOf = (index: ManifestIndex, { rootNamespace }: MeshSettings, actor: Actor): JwtRule[] =>
  index
    .ofKind('RequestAuthentication', 'security.istio.io')
    .filter(({ namespace, spec }) => (namespace === actor.namespace || namespace === rootNamespace) && selects(selectorOf(at(spec, 'selector')), actor.labels))
    .flatMap((manifest) =>
      list(at(manifest.spec, 'jwtRules')).map((rule, i) => {
        const keys = text(at(rule, 'jwksUri'));
        return { issuer: text(at(rule, 'issuer')) ?? '', audiences: texts(at(rule, 'audiences')), ...(keys !== undefined && { keys }), cause: cause(manifest, 'spec', 'jwtRules', i) };
      }),
    );

/** What becomes of a token: read, refused, or, where nobody reads tokens, not looked at. */
export function reading(rules: readonly JwtRule[], token: Token | undefined): 'read' | 'refused' | 'unread' {
  if (rules.length === 0 || token === undefined) return 'unread';
  const known = rules.some(({ issuer, audiences }) => issuer === token.issuer && (audiences.length === 0 || audiences.some((one) => token.audiences.includes(one))));
  return known ? 'read' : 'refused';
}
