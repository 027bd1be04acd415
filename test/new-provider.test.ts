import { afterAll, describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createGiftCards } from '../docs/how-to/examples/new-provider-connector.ts';
import { giftCards } from '../docs/how-to/examples/new-provider.ts';
import { scenariosOf } from '../services/kit/provider/conformance.ts';
import { openSandbox } from '../services/sandbox/frame/sandbox.ts';
import { playGiftCards, scheme } from './support/gift-card-scheme.ts';

const root = resolve(import.meta.dirname, '..');
const sandbox = await openSandbox({ plays: [playGiftCards()] });
afterAll(sandbox.close);

describe('the provider of the how-to', () => {
  it('is whole in 150 lines', () => {
    const files = globSync('docs/how-to/examples/new-provider*.ts', { cwd: root });
    expect(files.sort().map((file) => file.split('/').at(-1))).toEqual(['new-provider-connector.ts', 'new-provider-server.ts', 'new-provider.ts']);
    // Comments, empty lines and all.
    const lines = files.flatMap((file) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n'));
    expect(lines.length).toBeLessThanOrEqual(150);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(260);
  });

  it.each(
    scenariosOf({
      service: giftCards,
      route: 'gift-cards',
      outside: 'gift-card-scheme',
      connect: (address) => ({ 'gift-cards': createGiftCards({ address, account: () => scheme }) }),
      world: sandbox,
      ask: { instrument: { method: 'gift-card', code: 'GIFT-0001' } },
      declined: { ask: { instrument: { method: 'gift-card', code: 'EMPTY' } } },
      doing: { authorise: 'POST /transactions', capture: '', void: 'POST /transactions', refund: 'POST /transactions' },
      becomesStrange: ({ reference = '' }) => sandbox.part('gift-card-scheme').acts['becomes']?.({ reference, status: 'HELD_BY_THE_MOON' }),
      webhooks: 'timed',
    }),
  )('$name', ({ play }) => play());
});
