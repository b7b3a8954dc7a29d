/** Where a client may be told: https somewhere public, or a host the operator has named. Anything else reaches inward. */
import { isIP, BlockList } from 'node:net'

/** Not the public internet: this machine, the office's own network, what clouds answer about themselves. */
const INWARD = new BlockList()
// prettier-ignore
for (const [net, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 3]] as const)
  INWARD.addSubnet(net, bits, 'ipv4')

/**
 * Of IPv6 only what is handed out as public (2000::/3), without what carries other addresses in it or is handed out to
 * nobody: Teredo and its kin, documentation, 6to4. So neither ::1, fc00::/7, fe80::/10, fec0::/10, 100::/64, nor what is
 * translated into IPv4 (64:ff9b::/96, 64:ff9b:1::/48). Source: IANA IPv6 Special-Purpose Address Registry, RFC 6890.
 */
const PUBLIC = new BlockList()
PUBLIC.addSubnet('2000::', 3, 'ipv6')
// prettier-ignore
for (const [net, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const)
  INWARD.addSubnet(net, bits, 'ipv6')

/** True for what is no address too. */
export function isInward(address: string): boolean {
  const ip = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
  const kind = isIP(ip)
  if (kind === 6) return !PUBLIC.check(ip, 'ipv6') || INWARD.check(ip, 'ipv6')
  return kind === 0 || INWARD.check(ip, 'ipv4')
}

/** The host of an address, without the brackets of IPv6 and the dot that ends a full name. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '')

/** What can be told without looking a name up: asked when an address is given, and again at every sending. */
export function leadsInward(url: URL): boolean {
  const host = hostOf(url)
  if (isIP(host) !== 0) return isInward(host)
  return !host.includes('.') || /\.(local|internal|localhost)$/i.test(host)
}

/** 'host' or 'host:port' as the operator named it. */
export const isNamed = (url: URL, named: readonly string[]): boolean =>
  named.includes(url.host) || named.includes(url.hostname)

/** Why nothing is sent there, in one sentence; null where it may be. A name is looked up again at every sending. */
export function faultOfAddress(text: string, named: readonly string[]): string | null {
  if (text.length > 500 || !URL.canParse(text))
    return '地址不对，要写完整的网址，像 https://12345.example.gov.cn/hook。'
  const url = new URL(text)
  if (url.username || url.password) return '地址里不要带用户名和密码。'
  if (isNamed(url, named)) return null
  if (url.protocol !== 'https:') return '地址要以 https:// 开头；内网地址要先由运行人员写进 WEBHOOK_HOSTS。'
  if (leadsInward(url)) return '这是内网地址，要先由运行人员写进 WEBHOOK_HOSTS。'
  return null
}
