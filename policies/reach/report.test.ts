import { describe, expect, it } from '@jest/globals';
import { prod } from '../../environments/prod.ts';
import { emittedIndex } from '../../test/support/emitted.ts';
import { html } from './report-html.ts';
import { mermaid, wayText, waysText } from './report.ts';
import { allWays } from './ways.ts';
import { worldOf } from './world.ts';

const world = worldOf(emittedIndex(prod));

describe('who reaches the vault', () => {
  const ways = allWays(world, { to: 'guichet-cardholder/vault' });

  it('is told with what they may ask', () => {
    expect(ways.map(wayText).sort()).toEqual([
      'guichet-cardholder/card-entry -> guichet-cardholder/vault: 8121: POST /tokens',
      'guichet-cardholder/cards -> guichet-cardholder/vault: 8121: POST /tokens/{*}/reveal',
      'openshift-user-workload-monitoring/prometheus -> guichet-cardholder/vault: 15020',
    ]);
  });

  it('is told with the lines of both ends of the network and of the mesh', () => {
    const text = waysText(ways.filter(({ from }) => from === 'guichet-cardholder/cards'));
    expect(text).toMatch(/NetworkPolicy\.cards-to-vault\.yaml:\d+:\d+ NetworkPolicy guichet-cardholder\/cards-to-vault spec\.egress\[0\]\.to\[0\]/);
    expect(text).toMatch(/NetworkPolicy\.vault-from-cards\.yaml:\d+:\d+/);
    expect(text).toMatch(/AuthorizationPolicy\.vault-from-cards\.yaml:\d+:\d+/);
  });

  it('is a page and a diagram', () => {
    const page = html({ of: ['dist/a&b'], ways, verdict: 'a < b', differs: true });
    expect(page).toContain('a &lt; b');
    expect(page).toContain('<h1>Who reaches whom: dist/a&amp;b</h1>');
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).toContain('title="guichet-cardholder/cards reaches guichet-cardholder/vault"');
    expect(mermaid(ways)).toContain('guichet_cardholder_cards -->|"8121"| guichet_cardholder_vault');
  });
});

describe('ways out and in', () => {
  it('lead from the Internet to the ingress gateways', () => {
    expect(allWays(world, { from: 'internet' }).map(wayText)).toEqual(expect.arrayContaining(['internet -> guichet-cardholder-ingress/ingress: 443: by cards.shop.example', 'internet -> guichet-edge-ingress/ingress: 443: by api.shop.example']));
  });

  it('lead to a host from its egress gateway alone', () => {
    expect(allWays(world, { to: 'api.stripe.com' }).map(wayText)).toEqual(['guichet-cardholder-egress/egress -> api.stripe.com: 443']);
  });
});
