import type { Group } from '../../rule.ts';
import { gatewayTls } from './gateway-tls.ts';
import { meshWide } from './mesh-wide.ts';
import { namedHosts } from './named-hosts.ts';
import { noBlanketDeny } from './no-blanket-deny.ts';
import { noOptOut } from './no-opt-out.ts';
import { noWildcardSources } from './no-wildcard-sources.ts';
import { registryOnly } from './registry-only.ts';
import { strict } from './strict.ts';
import { verifiedNames } from './verified-names.ts';

export const mesh: Group = {
  name: 'mesh',
  title: 'Mesh',
  rules: [gatewayTls, meshWide, namedHosts, noBlanketDeny, noOptOut, noWildcardSources, registryOnly, strict, verifiedNames],
};
