/**
 * Runs Project Wycheproof's vectors through the vault's own cryptography. What does not apply is counted with its reason; what applies must agree,
 * and what is invalid must be refused.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { EnvelopeError, openBytes, sealBytes } from '../../services/kit/envelope.ts';
import { mac, macMatches } from '../../services/vault/src/domain/mac.ts';
import { check, hold, say } from './check.ts';
import { shared } from './shared.ts';

const hex = Type.String({ pattern: '^([0-9a-f]{2})*$' });
const common = { tcId: Type.Integer(), comment: Type.String(), key: hex, msg: hex, tag: hex, result: Type.Union([Type.Literal('valid'), Type.Literal('acceptable'), Type.Literal('invalid')]) } as const;
const fileOf = <const P extends Readonly<Record<string, typeof hex>>, const G extends Readonly<Record<string, ReturnType<typeof Type.Integer>>>>(test: P, group: G) =>
  Compile(Type.Object({ numberOfTests: Type.Integer(), testGroups: Type.Array(Type.Object({ keySize: Type.Integer(), tagSize: Type.Integer(), ...group, tests: Type.Array(Type.Object({ ...common, ...test })) })) }));

const gcmFile = fileOf({ iv: hex, aad: hex, ct: hex }, { ivSize: Type.Integer() });
const hmacFile = fileOf({}, {});

const read = (name: string): unknown => JSON.parse(readFileSync(join(shared, 'providers', 'wycheproof', name), 'utf8'));

const bytes = (text: string): Buffer => Buffer.from(text, 'hex');

interface Tally {
  readonly agreed: { valid: number; invalid: number };
  readonly left: Map<string, number>;
  readonly wrong: string[];
}

const tally = (): Tally => ({ agreed: { valid: 0, invalid: 0 }, left: new Map(), wrong: [] });

function leave({ left }: Tally, reason: string, count: number): void {
  left.set(reason, (left.get(reason) ?? 0) + count);
}

/** `holds` says whether the vault took the vector. What is only acceptable may be either. */
function judge({ agreed, wrong }: Tally, { tcId, comment, result }: { readonly tcId: number; readonly comment: string; readonly result: string }, holds: boolean): void {
  if (result !== 'acceptable' && holds !== (result === 'valid')) wrong.push(`${tcId} ${comment}: ${result}, the vault ${holds ? 'took' : 'refused'} it`);
  else agreed[result === 'invalid' ? 'invalid' : 'valid'] += 1;
}

function opens(key: Buffer, sealed: Buffer, aad: Buffer): Buffer | undefined {
  try {
    return openBytes(key, sealed, aad);
  } catch (error) {
    if (error instanceof EnvelopeError) return undefined;
    throw error;
  }
}

function gcm(): Tally {
  const file = read('aes_gcm_test.json');
  hold(gcmFile.Check(file), 'aes_gcm_test.json is not as this check reads it');
  const results = tally();
  for (const { keySize, ivSize, tagSize, tests } of file.testGroups) {
    if (keySize !== 256) leave(results, `keys of ${keySize} bits: the vault's have 256`, tests.length);
    else if (ivSize !== 96) leave(results, 'nonces of other than 96 bits: the vault makes none and refuses them', tests.filter(({ iv }) => refusesNonce(bytes(iv))).length);
    else if (tagSize !== 128) leave(results, `tags of ${tagSize} bits: the vault's have 128`, tests.length);
    else for (const test of tests) judge(results, test, agreesGcm(test));
  }
  return { ...results, wrong: [...results.wrong, ...missing(file.numberOfTests, results)] };
}

function refusesNonce(nonce: Buffer): boolean {
  try {
    sealBytes(Buffer.alloc(32), nonce, Buffer.alloc(0), Buffer.alloc(0));
    return false;
  } catch (error) {
    return error instanceof EnvelopeError;
  }
}

/** Opens to the message, and the message is sealed to the same bytes. */
function agreesGcm({ key, iv, aad, msg, ct, tag }: Readonly<Record<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag', string>>): boolean {
  const sealed = bytes(iv + ct + tag);
  return opens(bytes(key), sealed, bytes(aad))?.equals(bytes(msg)) === true && sealBytes(bytes(key), bytes(iv), bytes(msg), bytes(aad)).equals(sealed);
}

function hmac(): Tally {
  const file = read('hmac_sha256_test.json');
  hold(hmacFile.Check(file), 'hmac_sha256_test.json is not as this check reads it');
  const results = tally();
  for (const { tagSize, tests } of file.testGroups) {
    // Keys of any length are HMAC's; the vault's own are of 256 bits.
    if (tagSize !== 256) leave(results, `tags cut to ${tagSize} bits: the vault keeps them whole`, tests.filter(({ key, msg, tag }) => !macMatches(bytes(key), bytes(msg), bytes(tag))).length);
    else for (const test of tests) judge(results, test, macMatches(bytes(test.key), bytes(test.msg), bytes(test.tag)) && mac(bytes(test.key), bytes(test.msg)).equals(bytes(test.tag)));
  }
  return { ...results, wrong: [...results.wrong, ...missing(file.numberOfTests, results)] };
}

/** Every vector of the file was judged, or left out with a reason and refused. */
function missing(all: number, { agreed, left, wrong }: Tally): string[] {
  const seen = agreed.valid + agreed.invalid + wrong.length + [...left.values()].reduce((sum, count) => sum + count, 0);
  return seen === all ? [] : [`${all - seen} of ${all} vectors were neither judged nor refused for a reason`];
}

await check(async () => {
  for (const [name, { agreed, left, wrong }] of [['AES-256-GCM', gcm()], ['HMAC-SHA-256', hmac()]] as const) {
    say(`${name}: ${agreed.valid} valid vectors agree, ${agreed.invalid} invalid ones are refused, ${wrong.length} differ`);
    for (const [reason, count] of left) say(`  left out, ${reason}: ${count}`);
    for (const line of wrong) say(`  differs: ${line}`);
    hold(wrong.length === 0, `${name}: ${wrong.length} vectors differ, see above`);
    hold(agreed.valid > 0 && agreed.invalid > 0, `${name}: nothing was judged`);
  }
});
