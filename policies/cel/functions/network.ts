/** Kubernetes' libraries of addresses (1.30) and URLs. */
import { celFunc, celMap, celMethod, CelScalar, mapType, type CelFunc, type CelMap, type CelValue } from '@bufbuild/cel';
import { addressOf, containsAddress, containsRange, isLinkLocalMulticast, kindOf, masked, rangeOf, rangeText, type Address, type Range } from '../addresses.ts';
import { Opaque } from '../opaque.ts';
import { urlOf, type Url } from '../urls.ts';

const { DYN, BOOL, INT, STRING } = CelScalar;
const MAP = mapType(DYN, DYN);

const addresses = new Opaque<Address>('ip');
const ranges = new Opaque<Range>('cidr');
const urls = new Opaque<Url>('url');

const ip = (address: Address): CelMap => addresses.of(address, address.toString());
const cidr = (range: Range): CelMap => ranges.of(range, rangeText(range));

function orThrow<T>(found: T | undefined, text: string, what: string): T {
  if (found === undefined) throw new RangeError(`${what} ${JSON.stringify(text)} parse error during conversion from string`);
  return found;
}

const toAddress = (text: string): Address => orThrow(addressOf(text), text, 'IP Address');
const toRange = (text: string): Range => orThrow(rangeOf(text), text, 'network address');
const toUrl = (text: string): Url => orThrow(urlOf(text), text, 'URL');

const addressIn = (value: CelValue): Address => (typeof value === 'string' ? toAddress(value) : addresses.read(value));
const rangeIn = (value: CelValue): Range => (typeof value === 'string' ? toRange(value) : ranges.read(value));

function textOf(value: CelValue): string {
  const address = addresses.maybe(value);
  return address ? address.toString() : rangeText(ranges.read(value));
}

const isOf = (name: string, test: (address: Address) => boolean): CelFunc => celMethod(name, DYN, [], BOOL, function () { return test(addresses.read(this)); });
const partOf = (name: string, part: (url: Url) => string): CelFunc => celMethod(name, DYN, [], STRING, function () { return part(urls.read(this)); });

export const network: readonly CelFunc[] = [
  celFunc('ip', [STRING], DYN, (text) => ip(toAddress(text))),
  celFunc('isIP', [STRING], BOOL, (text) => addressOf(text) !== undefined),
  celFunc('ip.isCanonical', [STRING], BOOL, (text) => toAddress(text).toString() === text),
  celFunc('string', [MAP], STRING, textOf),
  celMethod('family', DYN, [], INT, function () { return kindOf(addresses.read(this)) === 'ipv4' ? 4n : 6n; }),
  isOf('isUnspecified', (address) => address.range() === 'unspecified'),
  isOf('isLoopback', (address) => address.range() === 'loopback'),
  isOf('isLinkLocalUnicast', (address) => address.range() === 'linkLocal'),
  isOf('isLinkLocalMulticast', isLinkLocalMulticast),
  isOf('isGlobalUnicast', (address) => !['unspecified', 'loopback', 'linkLocal', 'multicast', 'broadcast'].includes(address.range())),
  celFunc('cidr', [STRING], DYN, (text) => cidr(toRange(text))),
  celFunc('isCIDR', [STRING], BOOL, (text) => rangeOf(text) !== undefined),
  celMethod('containsIP', DYN, [DYN], BOOL, function (other) { return containsAddress(ranges.read(this), addressIn(other)); }),
  celMethod('containsCIDR', DYN, [DYN], BOOL, function (other) { return containsRange(ranges.read(this), rangeIn(other)); }),
  celMethod('ip', DYN, [], DYN, function () { return ip(ranges.read(this)[0]); }),
  celMethod('prefixLength', DYN, [], INT, function () { return BigInt(ranges.read(this)[1]); }),
  celMethod('masked', DYN, [], DYN, function () { return cidr(masked(ranges.read(this))); }),
  celFunc('url', [STRING], DYN, (text) => urls.of(toUrl(text), text)),
  celFunc('isURL', [STRING], BOOL, (text) => urlOf(text) !== undefined),
  partOf('getScheme', ({ scheme }) => scheme),
  partOf('getHost', ({ hostname, port }) => (port === '' ? hostname : `${hostname}:${port}`)),
  partOf('getHostname', ({ hostname }) => hostname.replace(/^\[(.*)\]$/, '$1')),
  partOf('getPort', ({ port }) => port),
  partOf('getEscapedPath', ({ path }) => path),
  celMethod('getQuery', DYN, [], DYN, function () { return celMap(urls.read(this).query); }),
];
