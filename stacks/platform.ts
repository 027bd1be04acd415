import { team } from '../constructs/declaration/index.ts';

/** Who answers for what exists once per zone or cluster. */
export const platformTeam = team({ name: 'platform', group: 'guichet-platform', alerts: 'platform' });
