import type { Group } from '../../rule.ts';
import { gatewayTls } from './gateway-tls.ts';
import { knownHosts } from './known-hosts.ts';
import { knownPrincipals } from './known-principals.ts';
import { meshWide } from './mesh-wide.ts';
import { namedHosts } from './named-hosts.ts';
import { noBlanketDeny } from './no-blanket-deny.ts';
import { noOptOut } from './no-opt-out.ts';
import { noWildcardSources } from './no-wildcard-sources.ts';
import { policySelects } from './policy-selects.ts';
import { registryOnly } from './registry-only.ts';
import { strict } from './strict.ts';
import { tokensAsked } from './tokens-asked.ts';
import { verifiedNames } from './verified-names.ts';

export const mesh: Group = {
  name: 'mesh',
  title: 'Mesh',
  rules: [gatewayTls, knownHosts, knownPrincipals, meshWide, namedHosts, noBlanketDeny, noOptOut, noWildcardSources, policySelects, registryOnly, strict, tokensAsked, verifiedNames],
};
