/**
 * Which network addresses MillDash may call on somebody's word: public ones, and the networks that the factory has
 * named. Everything that is special (private, loopback, link-local, carrier-grade, multicast, reserved, …) is not public,
 * in whichever notation it comes.
 */
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** Tells whether an address may be called; an address without meaning may not. */
export type AddressGuard = (address: string) => boolean;

/** IANA's registries of special purposes, and what is no address of a single host. */
const special: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // multicast, reserved, broadcast
  '224.0.0.0/3',
];
/** Of IPv6 only global unicast is public, and of that not what is documentation, a tunnel or a protocol's own. */
const global6 = networksOf(['2000::/3']);
const special6 = networksOf(['2001::/23', '2001:db8::/32', '3fff::/20', '2620:4f:8000::/48']);
const special4 = networksOf(special);
/** IPv4 addresses inside IPv6 ones: mapped, translated (NAT64) and 6to4, with where the four bytes stand. */
const carriers: readonly { readonly network: BlockList; readonly group: number }[] = [
  { network: networksOf(['::ffff:0:0/96', '64:ff9b::/96']), group: 6 },
  { network: networksOf(['2002::/16']), group: 1 },
];

/** An address or a network in CIDR notation: `192.168.10.0/24`, `fd00::/8`, `10.0.0.7`. */
export function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0 || isIP(address) === 0 || address.includes('%')) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (isIPv4(address) ? 32 : 128));
}

/** @param allowed networks that may be called although they are not public; what is no network is left out */
export function createAddressGuard(allowed: readonly string[]): AddressGuard {
  const networks = networksOf(allowed.filter(isNetwork));
  return (address) => {
    const plain = embedded(address);
    return isPublic(plain) || has(networks, plain);
  };
}

/**
 * Tells of the host of a URL whether it may be called, as far as that is known before anybody looks up a name: names other
 * than those of this computer are judged by where they lead when they are called.
 */
export function createHostGuard(allowed: readonly string[]): (host: string) => boolean {
  const mayCall = createAddressGuard(allowed);
  return (host) => {
    if (/^(.+\.)?localhost\.?$/.test(host)) return mayCall('127.0.0.1') || mayCall('::1');
    const address = host.replace(/^\[|\]$/g, '');
    return isIP(address) === 0 || mayCall(address);
  };
}

function isPublic(address: string): boolean {
  if (isIPv4(address)) return !has(special4, address);
  return isIPv6(address) && has(global6, address) && !has(special6, address);
}

/** The IPv4 address that an IPv6 one stands for; any other as it is. */
function embedded(address: string): string {
  if (!isIPv6(address)) return address;
  const carrier = carriers.find(({ network }) => has(network, address));
  if (carrier === undefined) return address;
  const [high = 0, low = 0] = groupsOf(address).slice(carrier.group, carrier.group + 2);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of an IPv6 address. The URL parser writes every notation the same way. */
function groupsOf(address: string): number[] {
  const [bare = ''] = address.split('%');
  const [left = '', right] = new URL(`http://[${bare}]/`).hostname.slice(1, -1).split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  if (right === undefined) return numbers(left);
  const zeros = 8 - numbers(left).length - numbers(right).length;
  return [...numbers(left), ...Array.from({ length: zeros }, () => 0), ...numbers(right)];
}

function networksOf(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', length] = text.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    list.addSubnet(address, length === undefined ? (family === 'ipv4' ? 32 : 128) : Number(length), family);
  }
  return list;
}

function has(list: BlockList, address: string): boolean {
  if (isIPv4(address)) return list.check(address, 'ipv4');
  return isIPv6(address) && list.check(address.split('%', 1)[0] ?? '', 'ipv6');
}
