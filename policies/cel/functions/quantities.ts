/** Kubernetes' quantity library (1.28), and the comparisons that it shares with semantic versions (1.33). */
import { celFunc, celMethod, CelScalar, type CelFunc, type CelMap, type CelValue } from '@bufbuild/cel';
import { Opaque } from '../opaque.ts';
import { asDouble, isWhole, ofWhole, quantityOf, wholePart } from '../quantity.ts';
import { compareVersions, versionOf, versionText, type Version } from '../version.ts';

const { DYN, BOOL, INT, DOUBLE, STRING } = CelScalar;

const quantities = new Opaque<bigint>('quantity');
const versions = new Opaque<Version>('semver');

const quantity = (value: bigint): CelMap => quantities.of(value, value);

function parsed(text: string): CelMap {
  const found = quantityOf(text);
  if (found === undefined) throw new RangeError(`quantities must match the regular expression of Kubernetes' quantities: ${text}`);
  return quantity(found);
}

function version(text: string, normalise: boolean): CelMap {
  const found = versionOf(text, normalise);
  if (!found) throw new RangeError(`${text} is no semantic version`);
  return versions.of(found, versionText(found));
}

/** Negative, zero or positive. */
function compare(a: CelValue, b: CelValue): number {
  const own = quantities.maybe(a);
  if (own === undefined) return compareVersions(versions.read(a), versions.read(b));
  const other = quantities.read(b);
  return own < other ? -1 : own > other ? 1 : 0;
}

/** A sum takes a quantity or an int. */
const amount = (value: CelValue): bigint => (typeof value === 'bigint' ? ofWhole(value) : quantities.read(value));

function integer(value: CelValue): bigint {
  const own = quantities.read(value);
  if (!isWhole(own) || BigInt.asIntN(64, wholePart(own)) !== wholePart(own)) throw new RangeError('cannot convert value to integer');
  return wholePart(own);
}

export const quantityFunctions: readonly CelFunc[] = [
  celFunc('quantity', [STRING], DYN, parsed),
  celFunc('isQuantity', [STRING], BOOL, (text) => quantityOf(text) !== undefined),
  celMethod('sign', DYN, [], INT, function () { const own = quantities.read(this); return own > 0n ? 1n : own < 0n ? -1n : 0n; }),
  celMethod('isInteger', DYN, [], BOOL, function () { return isWhole(quantities.read(this)); }),
  celMethod('asInteger', DYN, [], INT, function () { return integer(this); }),
  celMethod('asApproximateFloat', DYN, [], DOUBLE, function () { return asDouble(quantities.read(this)); }),
  celMethod('add', DYN, [DYN], DYN, function (other) { return quantity(quantities.read(this) + amount(other)); }),
  celMethod('sub', DYN, [DYN], DYN, function (other) { return quantity(quantities.read(this) - amount(other)); }),
  celMethod('isGreaterThan', DYN, [DYN], BOOL, function (other) { return compare(this, other) > 0; }),
  celMethod('isLessThan', DYN, [DYN], BOOL, function (other) { return compare(this, other) < 0; }),
  celMethod('compareTo', DYN, [DYN], INT, function (other) { return BigInt(Math.sign(compare(this, other))); }),
  celFunc('semver', [STRING], DYN, (text) => version(text, false)),
  celFunc('semver', [STRING, BOOL], DYN, version),
  celFunc('isSemver', [STRING], BOOL, (text) => versionOf(text, false) !== undefined),
  celFunc('isSemver', [STRING, BOOL], BOOL, (text, normalise) => versionOf(text, normalise) !== undefined),
  celMethod('major', DYN, [], INT, function () { return versions.read(this).numbers[0]; }),
  celMethod('minor', DYN, [], INT, function () { return versions.read(this).numbers[1]; }),
  celMethod('patch', DYN, [], INT, function () { return versions.read(this).numbers[2]; }),
];
