/** Internet addresses: parsed for `cidr`, and told apart into public, private and an AWS service's own. */
import { isIPv4, isIPv6 } from 'node:net';
import { memo } from '../memo';

/** 4 bytes of IPv4 or 16 of IPv6; an IPv4 address mapped into IPv6 is IPv4. */
export type Address = readonly number[];

export interface Network {
  readonly base: Address;
  /** Leading bits that count. */
  readonly bits: number;
}

export function parseAddress(text: string): Address | undefined {
  if (text.length > 60) return undefined;
  if (isIPv4(text)) return text.split('.').map(Number);
  if (!isIPv6(text)) return undefined;
  const bytes = ipv6Bytes(text.replace(/%.*$/, ''));
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.slice(12) : bytes;
}

/** `10.0.0.0/8`, `2001:db8::/32`, or one address. Bits beyond the prefix are ignored. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const base = parseAddress(address);
  if (!base) return undefined;
  const bits = prefix === undefined ? base.length * 8 : Number(prefix);
  return bits <= base.length * 8 ? { base, bits } : undefined;
}

export function contains(network: Network, address: Address): boolean {
  const { base, bits } = network;
  if (base.length !== address.length) return false;
  const whole = bits >> 3;
  for (let at = 0; at < whole; at += 1) if (base[at] !== address[at]) return false;
  const rest = bits & 7;
  return rest === 0 || (base[whole] ?? 0) >> (8 - rest) === (address[whole] ?? 0) >> (8 - rest);
}

/** Ranges that never stand for a place on the internet. Documentation ranges are left public: examples and tests use them. */
const PRIVATE = [
  '10.0.0.0/8', // RFC 1918
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local
  '100.64.0.0/10', // carrier-grade NAT, RFC 6598
  '0.0.0.0/8', // this network
  '::/128',
  '::1/128', // loopback
  'fe80::/10', // link-local
  'fc00::/7', // unique local, RFC 4193
].map((text) => parseNetwork(text) ?? { base: [], bits: 0 });

/** undefined for what is neither an address nor an AWS service, such as `HIDDEN_DUE_TO_SECURITY_REASONS`. */
export function kindOfAddress(text: string): 'public' | 'private' | 'service' | undefined {
  const kind = askKind(text);
  return kind === 'neither' ? undefined : kind;
}

const askKind = memo((text): 'public' | 'private' | 'service' | 'neither' => {
  if (text === 'AWS Internal' || /\.amazonaws\.com(?:\.cn)?$/i.test(text)) return 'service';
  const address = parseAddress(text);
  if (!address) return 'neither';
  return PRIVATE.some((network) => contains(network, address)) ? 'private' : 'public';
});

function ipv6Bytes(text: string): number[] {
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const words = (side: string): number[] =>
    side === '' ? [] : side.split(':').map((word) => Number.parseInt(word, 16));
  const [left, right] = [words(head), words(tail ?? '')];
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right].flatMap((word) => [word >> 8, word & 0xff]);
}
