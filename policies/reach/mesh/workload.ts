/** What one workload of the mesh lets in, whoever sends it. */
import { at, list, texts, whole, type ManifestIndex } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';
import { authorizationOf, permits, type Authorization, type Permission } from './authorization.ts';
import { unguardedPorts, type MeshSettings } from './identity.ts';
import { matchesText } from './match.ts';
import type { Request, Sender } from './request.ts';
import type { AuthorizationRule } from './rule.ts';
import { isHttp, isSelected, targetPort } from './services.ts';
import { jwtRulesOf, type JwtRule } from './tokens.ts';

/** No program's port. */
const anyOtherPort = 1;

export class MeshWorkload {
  readonly actor: Actor;
  readonly authorization: Authorization;
  readonly jwtRules: readonly JwtRule[];
  readonly #index: ManifestIndex;

  constructor(index: ManifestIndex, mesh: MeshSettings, actor: Actor) {
    this.#index = index;
    this.actor = actor;
    this.authorization = authorizationOf(index, mesh, actor);
    this.jwtRules = jwtRulesOf(index, mesh, actor);
  }

  get rules(): readonly AuthorizationRule[] {
    return [...this.authorization.allow, ...this.authorization.deny];
  }

  /** Every port that somebody names, and one that nobody does; not those of the proxy itself. */
  ports(declared: readonly number[]): number[] {
    const named = this.rules.flatMap(({ value }) => list(at(value, 'to')).flatMap((to) => [...texts(at(to, 'operation', 'ports')), ...texts(at(to, 'operation', 'notPorts'))])).map(Number);
    const served = this.#index.ofKind('Service', '').filter((service) => isSelected(service, this.actor)).flatMap((service) => list(at(service.spec, 'ports')).map((one) => targetPort(service, at(one, 'name') ?? at(one, 'port'), this.actor) ?? whole(at(one, 'port')) ?? 0));
    return [...new Set([...declared, ...named, ...served, ...this.actor.ports.map(({ number }) => number), anyOtherPort])].filter((port) => Number.isInteger(port) && port > 0 && !unguardedPorts.includes(port));
  }

  isHttp(port: number): boolean {
    return isHttp(this.#index, this.actor, port);
  }

  /** The same with the rules alone that could be about a sender, whatever is asked: most are about somebody else. */
  authorizationFor(sender: Pick<Sender, 'principal' | 'namespace' | 'serviceAccount'>): Authorization {
    const { allow, deny, guarded } = this.authorization;
    return { allow: allow.filter((rule) => couldBeAbout(rule, sender)), deny: deny.filter((rule) => couldBeAbout(rule, sender)), guarded };
  }

  permits(sender: Sender, request: Request): Permission {
    const { token, ...rest } = request;
    // Without a RequestAuthentication nobody reads a token, and no claim is known.
    return permits(this.authorization, sender, this.jwtRules.length === 0 || token === undefined ? rest : { ...rest, token });
  }
}

function couldBeAbout({ value }: AuthorizationRule, { principal }: Pick<Sender, 'principal'>): boolean {
  const from = list(at(value, 'from'));
  return from.length === 0 || from.some((one) => {
    const principals = texts(at(one, 'source', 'principals'));
    return principals.length === 0 || principals.some((pattern) => matchesText(pattern, principal));
  });
}
