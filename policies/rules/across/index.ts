import type { Group } from '../../rule.ts';
import { budgetAllowsDrain } from './budget-allows-drain.ts';
import { cardDataScope } from './card-data-scope.ts';
import { defaultDeny } from './default-deny.ts';
import { knownMetrics } from './known-metrics.ts';
import { monitorSelects } from './monitor-selects.ts';
import { oneAutoscaler } from './one-autoscaler.ts';
import { oneBudget } from './one-budget.ts';
import { quotaHolds } from './quota-holds.ts';
import { references } from './references.ts';
import { serviceSelects } from './service-selects.ts';
import { twoCopies } from './two-copies.ts';
import { unique } from './unique.ts';

export const across: Group = {
  name: 'across',
  title: 'Across objects',
  rules: [budgetAllowsDrain, cardDataScope, defaultDeny, knownMetrics, monitorSelects, oneAutoscaler, oneBudget, quotaHolds, references, serviceSelects, twoCopies, unique],
};
