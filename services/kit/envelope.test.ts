import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { EnvelopeError, open, readKeyRing, seal, unwrap, wrap } from './envelope.ts';

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const context = fc.array(fc.string(), { maxLength: 4 });
const key = randomBytes(32);

describe('an envelope', () => {
  it('opens to what was sealed, and is never the same twice', () => {
    fc.assert(fc.property(bytes, context, (plain, parts) => {
      const sealed = seal(key, plain, parts, randomBytes);
      expect(open(key, sealed, parts)).toEqual(plain);
      expect(seal(key, plain, parts, randomBytes)).not.toEqual(sealed);
    }));
  });

  it('does not open when any bit was changed, in another context, or by another key', () => {
    fc.assert(fc.property(bytes, context, context, fc.nat(), (plain, parts, others, bit) => {
      const sealed = seal(key, plain, parts, randomBytes);
      const changed = Buffer.from(sealed);
      const at = bit % (sealed.length * 8);
      changed.writeUInt8(changed.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      expect(() => open(key, changed, parts)).toThrow(EnvelopeError);
      expect(() => open(randomBytes(32), sealed, parts)).toThrow(EnvelopeError);
      if (JSON.stringify(parts) !== JSON.stringify(others)) expect(() => open(key, sealed, others)).toThrow(EnvelopeError);
    }));
  });

  it('tells contexts apart that read the same when written one after the other', () => {
    expect(() => open(key, seal(key, Buffer.from('x'), ['a', 'bc'], randomBytes), ['ab', 'c'])).toThrow(EnvelopeError);
    expect(() => open(key, seal(key, Buffer.from('x'), ['a', '1:b'], randomBytes), ['a,1:b'])).toThrow(EnvelopeError);
  });

  it.each([0, 1, 27])('refuses %i bytes', (length) => expect(() => open(key, Buffer.alloc(length), [])).toThrow('cut short'));
});

const jwk = (kid: string) => ({ kty: 'oct', kid, k: randomBytes(32).toString('base64url') });

describe('a key ring', () => {
  it('wraps by the current key and unwraps what earlier ones wrapped, as long as they are kept', () => {
    const [old, young] = [jwk('2025'), jwk('2026')];
    const before = readKeyRing(JSON.stringify(old), '{"keys":[]}');
    const after = readKeyRing(JSON.stringify(young), JSON.stringify({ keys: [old] }));
    const wrapped = wrap(before, key, ['row'], randomBytes);
    expect([wrapped.by, unwrap(after, wrapped, ['row']).equals(key), wrap(after, key, ['row'], randomBytes).by]).toEqual(['2025', true, '2026']);
    expect(() => unwrap(after, wrapped, ['other'])).toThrow(EnvelopeError);
    expect(() => unwrap(readKeyRing(JSON.stringify(young), '{"keys":[]}'), wrapped, ['row'])).toThrow('the key 2025 is neither the current one nor among the previous');
    expect(() => unwrap(after, { ...wrapped, by: '2026' }, ['row'])).toThrow(EnvelopeError);
  });

  it.each([
    ['not JSON', 'secret', '{"keys":[]}', 'current.json is not JSON'],
    ['a short key', JSON.stringify({ ...jwk('a'), k: 'c2VjcmV0' }), '{"keys":[]}', 'current.json is no JSON Web Key'],
    ['a list', JSON.stringify(jwk('a')), '[]', 'previous.json is no set of such keys'],
    ['one name twice', JSON.stringify(jwk('a')), JSON.stringify({ keys: [jwk('a')] }), 'two keys have the kid a'],
  ])('refuses %s and tells none of it', (_, now, before, message) => {
    expect(() => readKeyRing(now, before)).toThrow(message);
    expect(() => readKeyRing(now, before)).not.toThrow(/secret|c2VjcmV0/);
  });
});
