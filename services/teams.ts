import { team } from '../constructs/declaration/index.ts';

export const storefront = team({ name: 'storefront', group: 'guichet-storefront', alerts: 'storefront' });
export const commerce = team({ name: 'commerce', group: 'guichet-commerce', alerts: 'commerce' });
export const paymentsTeam = team({ name: 'payments', group: 'guichet-payments', alerts: 'payments' });
export const finance = team({ name: 'finance', group: 'guichet-finance', alerts: 'finance' });
export const cardSecurity = team({ name: 'card-security', group: 'guichet-card-security', alerts: 'card-security' });
