/** Addresses and ranges as Go's `netip` reads them, without zones and without IPv4 in IPv6, as Kubernetes wants. */
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Range = readonly [Address, number];

export const kindOf = (address: Address): 'ipv4' | 'ipv6' => address.kind();

const isMapped = (address: Address): boolean => address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress();

export function addressOf(text: string): Address | undefined {
  if (text.includes('%')) return undefined;
  if (!text.includes(':')) return /^\d+(\.\d+){3}$/.test(text) && !/(^|\.)0\d/.test(text) && ipaddr.IPv4.isValid(text) ? ipaddr.IPv4.parse(text) : undefined;
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return isMapped(address) ? undefined : address;
}

export function rangeOf(text: string): Range | undefined {
  const [, base = '', length = ''] = /^(.*)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const address = addressOf(base);
  return address && length !== '' && Number(length) <= bitsOf(address) ? [address, Number(length)] : undefined;
}

const bitsOf = (address: Address): number => address.toByteArray().length * 8;

export const rangeText = ([address, length]: Range): string => `${address.toString()}/${length}`;

/** The first `length` bits, the rest zero. */
export function masked([address, length]: Range): Range {
  const bytes = address.toByteArray().map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, length - i * 8))) & 0xff);
  return [ipaddr.fromByteArray(bytes), length];
}

export const containsAddress = ([base, length]: Range, address: Address): boolean => kindOf(base) === kindOf(address) && masked([address, length])[0].toString() === masked([base, length])[0].toString();

export const containsRange = (outer: Range, inner: Range): boolean => outer[1] <= inner[1] && containsAddress(outer, inner[0]);

/** 224.0.0.0/24 and the multicast of link scope, RFC 4291. */
export function isLinkLocalMulticast(address: Address): boolean {
  const [first, second, third] = address.toByteArray();
  return kindOf(address) === 'ipv4' ? first === 224 && second === 0 && third === 0 : first === 0xff && second !== undefined && (second & 0x0f) === 0x02;
}
