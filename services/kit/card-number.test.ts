import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cardNumbersIn, holdsCardNumber } from './card-number.ts';

describe('a card number where none belongs', () => {
  it.each(['4242424242424242', '5555555555554444', '2223003122003222', '378282246310005', '6011111111111117', '3566002020360505', '36227206271667', '30569309025904', '6205500000000000004', '4000000000000000006'])('is seen: %s', (number) => {
    for (const text of [number, `my card is ${number}.`, `a=${number}&b`, `"${number}"`, (number.match(/.{1,4}/g) ?? []).join(' '), (number.match(/.{1,4}/g) ?? []).join('-'), `https://shop.example/?card=${(number.match(/.{1,4}/g) ?? []).join('%20')}&b`, `?card=${(number.match(/.{1,4}/g) ?? []).join('+')}`, [...number].map((digit) => `%3${digit}`).join('')]) expect([text, holdsCardNumber(text)]).toEqual([text, true]);
  });

  it('is not seen where its check digit does not fit', () => {
    expect(['4242424242424241', '5555555555554443', '378282246310004'].filter(holdsCardNumber)).toEqual([]);
  });

  it.each([
    ['a time in milliseconds, microseconds and nanoseconds', '1795635984230 1795635984230516 1795635984230516806'],
    ['a bar code of 13 digits', '4006381333931'],
    ['an IBAN', 'AT611904300234573201'],
    ['a UUID of digits', '42424242-4242-4242-4242-424242424242'],
    ['a hash', 'a4242424242424242f'],
    ['an instant', '2026-11-25T19:45:38.605Z'],
    ['a reference of an acquirer', '8515131751004933'],
    ['an address of the Internet', '203.0.113.7'],
    ['a phone number', '+33 1 23 45 67 89'],
  ])('is not %s', (_, text) => {
    expect(holdsCardNumber(text)).toBe(false);
  });

  it('is no UUID of any kind', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => !holdsCardNumber(uuid)), { numRuns: 2000 });
  });

  it('is told of by where it is, and not by itself', () => {
    const found = cardNumbersIn({ name: 'Ada', phone: '378282246310005', lines: ['one', '4242 4242 4242 4242'], inner: { '4242424242424242': 1 }, sum: 4242424242424242 }, '/body', ['phone']);
    expect(found).toEqual(['/body/lines/1', '/body/inner', '/body/sum']);
  });

  it('takes no time over long texts', () => {
    const started = performance.now();
    for (const text of ['4'.repeat(200_000), '4 '.repeat(100_000), '4-'.repeat(100_000), '4.4 '.repeat(50_000)]) holdsCardNumber(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
