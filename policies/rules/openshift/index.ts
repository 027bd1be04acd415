import type { Group } from '../../rule.ts';
import { egressFirewallEndsInDeny } from './egress-firewall-ends-in-deny.ts';
import { encryptedToThePod } from './encrypted-to-the-pod.ts';
import { modernTls } from './modern-tls.ts';
import { narrowScc } from './narrow-scc.ts';
import { noBroadGroups } from './no-broad-groups.ts';
import { noFixedIds } from './no-fixed-ids.ts';
import { noSccByRole } from './no-scc-by-role.ts';
import { noWideSccBindings } from './no-wide-scc-bindings.ts';
import { oneOperatorGroup } from './one-operator-group.ts';
import { ownMonitoringOnly } from './own-monitoring-only.ts';
import { restrictedScc } from './restricted-scc.ts';
import { routeTls } from './route-tls.ts';
import { subscriptionChannel } from './subscription-channel.ts';

export const openshift: Group = {
  name: 'openshift',
  title: 'OpenShift',
  rules: [egressFirewallEndsInDeny, encryptedToThePod, modernTls, narrowScc, noBroadGroups, noFixedIds, noSccByRole, noWideSccBindings, oneOperatorGroup, ownMonitoringOnly, restrictedScc, routeTls, subscriptionChannel],
};
