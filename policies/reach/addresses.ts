/** Blocks of addresses (CIDR), of both versions of IP. */
import ipaddr from 'ipaddr.js';

export interface Block {
  readonly network: ipaddr.IPv4 | ipaddr.IPv6;
  readonly bits: number;
}

/** A block, if the text is one; host bits may be set, as Kubernetes lets them. */
export function blockOf(text: string): Block | undefined {
  try {
    const [network, bits] = ipaddr.parseCIDR(text);
    return { network, bits };
  } catch {
    return undefined;
  }
}

export const inBlock = (address: string, { network, bits }: Block): boolean => {
  const parsed = ipaddr.parse(address);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
};

const numberOf = (address: ipaddr.IPv4 | ipaddr.IPv6): bigint => address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);

const width = (address: ipaddr.IPv4 | ipaddr.IPv6): bigint => (address.kind() === 'ipv4' ? 32n : 128n);

function textOf(number: bigint, bytes: number): string {
  const array = Array.from({ length: bytes }, (_, i) => Number((number >> BigInt(8 * (bytes - 1 - i))) & 255n));
  return ipaddr.fromByteArray(array).toString();
}

/** The first address of a block and the first behind it: between two neighbours of all these, every address is alike to all blocks. */
export function edges({ network, bits }: Block): string[] {
  const total = width(network);
  const size = 1n << (total - BigInt(bits));
  const first = (numberOf(network) / size) * size;
  const bytes = Number(total / 8n);
  return [first, first + size].filter((number) => number < 1n << total).map((number) => textOf(number, bytes));
}
