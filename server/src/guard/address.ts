// Network addresses as people and rules mean them: ranges, and what stands for one household or one machine.
import { BlockList, isIP } from "node:net";

export interface Range {
  address: string;
  bits: number;
  family: "ipv4" | "ipv6";
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Some proxies tell the port too: 203.0.113.7:4711, [2001:db8::1]:4711. */
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/;

/**
 * The address without its port or the zone of its interface; an IPv4 address that came in IPv6's clothes as what it is. One that
 * were not understood would be neither counted nor blocked nor masked.
 */
export function plainAddress(text: string): string {
  const [, six, four] = WITH_PORT.exec(text) ?? [];
  const address = (six ?? four ?? text).replace(/%.*$/, "");
  return MAPPED.exec(address)?.[1] ?? address;
}

/** An address, or a range such as 203.0.113.0/24, with the bits behind the prefix cleared; null when it is neither. */
export function readRange(text: string): Range | null {
  const [, given = "", prefix] = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? [];
  const plain = plainAddress(given);
  const version = isIP(plain);
  if (!version) return null;
  const most = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? most : Number(prefix);
  if (bits > most || (prefix !== undefined && plain !== given)) return null;
  return { address: cut(plain, version, bits), bits, family: version === 4 ? "ipv4" : "ipv6" };
}

export const writeRange = ({ address, bits }: Pick<Range, "address" | "bits">) => `${address}/${bits}`;

/** The address with all but its first bits cleared: what is kept of a visitor's where addresses are masked. */
export function maskAddress(text: string): string {
  const plain = plainAddress(text);
  const version = isIP(plain);
  if (!version) return text;
  return cut(plain, version, version === 4 ? MASK.ipv4 : MASK.ipv6);
}

/** What is kept of a range where addresses are masked: nothing narrower than what is kept of an address. */
export function maskRange(text: string): string {
  const range = readRange(text);
  if (!range || range.bits <= MASK[range.family]) return text;
  return `${maskAddress(range.address)}/${MASK[range.family]}`;
}

/** What is left of a masked address: some 256 households of IPv4, a whole site of IPv6. */
export const MASK = { ipv4: 24, ipv6: 48 } as const;
/** What one customer of a provider has: counting single addresses of IPv6 would count nothing. */
export const HOUSEHOLD = { ipv4: 32, ipv6: 64 } as const;

/** Who is counted together: an IPv4 address, the first 64 bits of an IPv6 one. */
export function householdOf(text: string): string {
  const plain = plainAddress(text);
  return isIP(plain) === 6 ? cut(plain, 6, HOUSEHOLD.ipv6) : plain;
}

const NEAR = new BlockList();
for (const range of [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
]) {
  const { address, bits, family } = readRange(range) as Range;
  NEAR.addSubnet(address, bits, family);
}

/** Whether it belongs to this machine or its own network: a proxy that nobody has named, most often. */
export function isNear(text: string): boolean {
  const plain = plainAddress(text);
  const version = isIP(plain);
  return version === 0 || NEAR.check(plain, version === 4 ? "ipv4" : "ipv6");
}

function cut(address: string, version: number, bits: number): string {
  const size = version === 4 ? 8 : 16;
  const groups = version === 4 ? address.split(".").map(Number) : groupsOf(address);
  const kept = groups.map((group, index) => {
    const rest = Math.min(size, Math.max(0, bits - index * size));
    return group & (((1 << size) - 1) << (size - rest));
  });
  if (version === 4) return kept.join(".");
  // The one way of writing it, whatever way it came.
  const full = kept.map((group) => (group & 0xffff).toString(16)).join(":");
  return new URL(`http://[${full}]`).hostname.slice(1, -1);
}

function groupsOf(address: string): number[] {
  // Written in the one way first: an IPv4 tail becomes two groups.
  const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = text.split("::");
  const read = (part: string) => (part ? part.split(":").map((group) => Number.parseInt(group, 16)) : []);
  const [first, last] = [read(head), read(tail ?? "")];
  return tail === undefined
    ? first
    : [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
