import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { EnvelopeError, type KeyRing } from '../../kit/envelope.ts';
import { brandOf, factsOf, hasExpired, isCardNumber } from '../src/domain/card.ts';
import { openNumber, rewrap, sealNumber, type SealedNumber } from '../src/domain/envelope.ts';
import { keyRingReader } from '../src/domain/keys.ts';
import { fingerprintOf, keptKey, macMatches, mac, readFingerprintKey } from '../src/domain/mac.ts';
import { newToken, tokenPattern } from '../src/domain/token.ts';

const ring = (current: string, ...keys: readonly (readonly [string, Buffer])[]): KeyRing => ({ current, keys: new Map(keys) });
const [k1, k2] = [randomBytes(32), randomBytes(32)];
const before = ring('k1', ['k1', k1]);
const during = ring('k2', ['k2', k2], ['k1', k1]);
const after = ring('k2', ['k2', k2]);

const withCheckDigit = (digits: string): string => [...'0123456789'].map((digit) => digits + digit).find(isCardNumber) ?? '';
const cardNumber = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 18 }).map((digits) => withCheckDigit(digits.join('')));
const place = fc.record({ token: fc.string({ maxLength: 40 }), merchant: fc.string({ maxLength: 40 }) });

const flipped = (bytes: Buffer, bit: number): Buffer => {
  const changed = Buffer.from(bytes);
  const at = bit % (bytes.length * 8);
  changed.writeUInt8(changed.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
  return changed;
};

describe('a sealed number', () => {
  it('opens in its own place alone', () => {
    fc.assert(fc.property(cardNumber, place, place, (number, here, there) => {
      const sealed = sealNumber(before, here, number, randomBytes);
      expect(openNumber(before, here, sealed)).toBe(number);
      if (here.token !== there.token || here.merchant !== there.merchant) expect(() => openNumber(before, there, sealed)).toThrow(EnvelopeError);
      if (here.token !== here.merchant) expect(() => openNumber(before, { token: here.merchant, merchant: here.token }, sealed)).toThrow(EnvelopeError);
    }));
  });

  it('does not open when any bit of it, of its data key or of the key’s name was changed', () => {
    fc.assert(fc.property(cardNumber, place, fc.nat(), (number, here, bit) => {
      const sealed = sealNumber(before, here, number, randomBytes);
      const changes: readonly SealedNumber[] = [
        { ...sealed, number: flipped(sealed.number, bit) },
        { ...sealed, dataKey: { ...sealed.dataKey, key: flipped(sealed.dataKey.key, bit) } },
        { ...sealed, dataKey: { ...sealed.dataKey, by: 'k2' } },
        { number: sealed.dataKey.key, dataKey: { ...sealed.dataKey, key: sealed.number } },
      ];
      for (const changed of changes) expect(() => openNumber(ring('k1', ['k1', k1], ['k2', k1]), here, changed)).toThrow(EnvelopeError);
    }));
  });

  it('does not open with another row’s data key', () => {
    const [one, two] = [{ token: 'a', merchant: 'm' }, { token: 'b', merchant: 'm' }] as const;
    const [first, second] = [sealNumber(before, one, '4242424242424242', randomBytes), sealNumber(before, two, '5555555555554444', randomBytes)];
    expect(() => openNumber(before, one, { number: first.number, dataKey: second.dataKey })).toThrow(EnvelopeError);
  });

  it('is as long as any other, and never the same twice', () => {
    fc.assert(fc.property(cardNumber, place, (number, here) => {
      const [one, two] = [sealNumber(before, here, number, randomBytes), sealNumber(before, here, number, randomBytes)];
      expect([one.number.length, one.dataKey.key.length]).toEqual([48, 60]);
      expect(one.number.equals(two.number) || one.dataKey.key.equals(two.dataKey.key)).toBe(false);
    }));
  });

  it('stays as it is while its data key is wrapped again, after which the earlier key is not needed', () => {
    fc.assert(fc.property(cardNumber, place, (number, here) => {
      const sealed = sealNumber(before, here, number, randomBytes);
      const dataKey = rewrap(during, here, sealed.dataKey, randomBytes);
      expect([dataKey.by, openNumber(after, here, { number: sealed.number, dataKey })]).toEqual(['k2', number]);
      expect(() => openNumber(after, here, sealed)).toThrow('the key k1 is neither the current one nor among the previous');
      expect(() => rewrap(during, { ...here, merchant: `${here.merchant}x` }, sealed.dataKey, randomBytes)).toThrow(EnvelopeError);
    }));
  });
});

describe('a card number', () => {
  it.each(['4242424242424242', '378282246310005', '6011111111111117', '3056930009020004', '36227206271667', '6304000000000000', '4000000000000000006'.slice(0, 19), '2223003122003222'].filter(isCardNumber))('%s is one, and no other last digit is', (number) => {
    const others = [...'0123456789'].map((digit) => number.slice(0, -1) + digit).filter(isCardNumber);
    expect(others).toEqual([number]);
  });

  it.each(['', '42424242424', '42424242424242424242', '4242 4242 4242 4242', '４２４２４２４２４２４２４２４２', '4242424242424242\n', '4242424242424241', 'tok-bcdf'])('%j is none', (text) => expect(isCardNumber(text)).toBe(false));

  it.each([
    ['4242424242424242', 'visa'],
    ['5555555555554444', 'mastercard'],
    ['2223003122003222', 'mastercard'],
    ['378282246310005', 'amex'],
    ['3566002020360505', 'jcb'],
    ['6011111111111117', 'discover'],
    ['6200000000000005', 'unionpay'],
    ['36227206271667', 'diners'],
    ['6759649826438453', 'maestro'],
    ['9999999999999995', 'unknown'],
  ])('%s is of %s', (number, brand) => expect(brandOf(number)).toBe(brand));

  it('leaves at least five digits hidden', () => {
    fc.assert(fc.property(cardNumber, (number) => {
      const { bin = '', last4 } = factsOf(number);
      expect(number.length - bin.length - last4.length).toBeGreaterThanOrEqual(5);
    }));
  });

  it('is good until its month has ended everywhere', () => {
    const expiry = { month: 12, year: 2026 };
    expect([hasExpired(expiry, new Date('2027-01-01T11:59:59Z')), hasExpired(expiry, new Date('2027-01-01T12:00:00Z'))]).toEqual([false, true]);
  });
});

describe('a token', () => {
  it('can be made of any bytes, and holds no digit', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const token = newToken(() => Buffer.from(bytes));
      expect(token).toMatch(new RegExp(tokenPattern));
      expect(token).not.toMatch(/[0-9]/);
      expect(isCardNumber(token)).toBe(false);
    }));
  });
});

describe('keyed hashes', () => {
  const key = randomBytes(32);

  it('tell merchants, numbers and purposes apart', () => {
    const hashes = [
      fingerprintOf(key, { merchant: 'a', number: '4242424242424242' }),
      fingerprintOf(key, { merchant: 'b', number: '4242424242424242' }),
      fingerprintOf(key, { merchant: 'a', number: '5555555555554444' }),
      fingerprintOf(randomBytes(32), { merchant: 'a', number: '4242424242424242' }),
      fingerprintOf(key, { merchant: 'a4', number: '242424242424242' }),
      Buffer.from(keptKey(key, '4242424242424242'), 'base64url'),
    ];
    expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(hashes.length);
    expect(fingerprintOf(key, { merchant: 'a', number: '4242424242424242' })).toEqual(hashes[0]);
  });

  it('match to the last bit', () => {
    fc.assert(fc.property(fc.uint8Array(), fc.nat(), (message, bit) => {
      const tag = mac(key, Buffer.from(message));
      expect([macMatches(key, Buffer.from(message), tag), macMatches(key, Buffer.from(message), flipped(tag, bit)), macMatches(key, Buffer.from(message), tag.subarray(1))]).toEqual([true, false, false]);
    }));
  });

  it.each(['', 'c2hvcnQ=', 'not base64 at all', randomBytes(33).toString('base64')])('take no key like %j and repeat none of it', (text) => {
    expect(() => readFingerprintKey(text)).toThrow('is not 256 bits in base64');
    if (text) expect(() => readFingerprintKey(text)).not.toThrow(text);
  });
});

describe('the key files', () => {
  const jwk = (kid: string, key: Buffer) => ({ kty: 'oct', kid, k: key.toString('base64url') });

  it('may bring new keys, and no other key by the name of one before', () => {
    const read = keyRingReader();
    const files = (current: object, ...previous: readonly object[]) => ({ 'current.json': JSON.stringify(current), 'previous.json': JSON.stringify({ keys: previous }) });
    expect(read(files(jwk('k1', k1))).current).toBe('k1');
    expect(read(files(jwk('k2', k2), jwk('k1', k1))).current).toBe('k2');
    expect(() => read(files(jwk('k1', k2)))).toThrow('the key k1 is another one than before');
    expect(read(files(jwk('k2', k2))).current).toBe('k2');
  });
});
