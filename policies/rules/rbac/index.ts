import type { Group } from '../../rule.ts';
import { namedSecrets } from './named-secrets.ts';
import { noClusterAdmin } from './no-cluster-admin.ts';
import { noDefaultAccounts } from './no-default-accounts.ts';
import { noEscalation } from './no-escalation.ts';
import { noTokenRequests } from './no-token-requests.ts';
import { noWildcards } from './no-wildcards.ts';

export const rbac: Group = {
  name: 'rbac',
  title: 'Rights',
  rules: [namedSecrets, noClusterAdmin, noDefaultAccounts, noEscalation, noTokenRequests, noWildcards],
};
