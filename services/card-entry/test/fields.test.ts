import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as server from '../../vault/src/domain/card.ts';
import { digitsOf, expiryOf, faultsOf, grouped, isCardNumber, messageOf, refusalOf } from '../assets/card-fields.js';
import { cardFieldsPage } from '../src/domain/page.ts';

describe('the script of the card fields', () => {
  it('judges a number as the server does', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 10, maxLength: 21 }).map((all) => all.join(''));
    fc.assert(fc.property(fc.oneof(digits, fc.string()), (text) => expect(isCardNumber(text)).toBe(server.isCardNumber(text))), { numRuns: 2000 });
    expect(isCardNumber('4242424242424242')).toBe(true);
  });

  it('groups as cards do and takes the groups apart again', () => {
    expect([grouped('42424242'), grouped('4242 4242 4'), grouped('4242')]).toEqual(['4242 4242', '4242 4242 4', '4242']);
    fc.assert(fc.property(fc.string(), (text) => expect(digitsOf(grouped(text))).toBe(digitsOf(text))));
  });

  it.each([
    ['09/29', { month: 9, year: 2029 }],
    ['9 / 2029', { month: 9, year: 2029 }],
    ['0929', { month: 9, year: 2029 }],
    [' 12-31 ', { month: 12, year: 2031 }],
    ['13/29', undefined],
    ['00/29', undefined],
    ['09/1929', undefined],
    ['', undefined],
  ])('reads %j as an expiry date', (text, expiry) => expect(expiryOf(text)).toEqual(expiry));

  it('tells the page around of token, brand and last four digits, and of nothing else', () => {
    const answer = { token: 't', brand: 'visa', last4: '4242', number: '4242424242424242', bin: '424242' };
    expect(messageOf(answer)).toEqual({ type: 'guichet.card', token: 't', brand: 'visa', last4: '4242' });
  });

  it('tells one origin, and keeps nothing in the browser', () => {
    const script = readFileSync(join(import.meta.dirname, '..', 'assets', 'card-fields.js'), 'utf8');
    expect(script.match(/postMessage\(.*\)/g)).toEqual(['postMessage(messageOf(body), origin)']);
    expect(script).not.toMatch(/localStorage|sessionStorage|cookie|indexedDB|console|innerHTML|eval|import\(/);
  });

  it('says what to do about each refusal', () => {
    expect(faultsOf({ number: '', expiry: '09/29' })).toEqual({ number: 'Enter the card number', expiry: '' });
    expect(refusalOf(422, { errors: [{ pointer: '/body/expiry', detail: 'the card has expired' }] })).toHaveProperty('expiry');
    expect(refusalOf(400, { errors: [{ pointer: '/body/number', detail: 'must match pattern' }] })).toHaveProperty('number');
    expect([refusalOf(401, {}), refusalOf(503, {}), refusalOf(0)].every(({ status }) => status)).toBe(true);
  });
});

describe('the page', () => {
  const page = cardFieldsPage({ origin: 'https://shop.example' });

  it('labels every field, tells browsers what it is for and points to its error', () => {
    for (const [id, purpose] of [['number', 'cc-number'], ['expiry', 'cc-exp']] as const) {
      expect(page).toMatch(new RegExp(`<label for="${id}">`));
      expect(page).toMatch(new RegExp(`<input id="${id}"[^>]* autocomplete="${purpose}"[^>]* aria-describedby="[^"]*${id}-error"`));
      expect(page).toContain(`id="${id}-error"`);
    }
    expect(page).toContain('role="status"');
    expect(page).toContain('<html lang="en">');
  });

  it('has nothing inline, which its policy would refuse, and loads from its own origin alone', () => {
    expect(page).not.toMatch(/<style|style=|\son[a-z]+=|<script>|javascript:/i);
    expect([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)).toEqual(['/assets/card-fields.css', '/assets/card-fields.js']);
  });

  it('writes an origin as text', () => expect(cardFieldsPage({ origin: '"><script>' })).not.toContain('"><script>'));
});
