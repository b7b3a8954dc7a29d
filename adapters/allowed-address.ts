/** Where a client may be told: https somewhere public, or a host the operator has named. Anything else reaches inward. */
import { lookup } from 'node:dns/promises'
import { isIP, BlockList } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

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

const INWARD_SAID = '这是内网地址，要先由运行人员写进 WEBHOOK_HOSTS。'

/** Why nothing is sent there, in one sentence; null where it may be: on 443 alone, where the operator has not named it. A name is looked up again at every sending. */
export function faultOfAddress(text: string, named: readonly string[]): string | null {
  if (text.length > 500 || !URL.canParse(text))
    return '地址不对，要写完整的网址，像 https://12345.example.gov.cn/hook。'
  const url = new URL(text)
  if (url.username || url.password) return '地址里不要带用户名和密码。'
  if (isNamed(url, named)) return null
  if (url.protocol !== 'https:') return '地址要以 https:// 开头；内网地址要先由运行人员写进 WEBHOOK_HOSTS。'
  // the parser leaves 443 away
  if (url.port !== '') return '地址不要带端口，只能用 https 的 443 端口；别的端口要先由运行人员写进 WEBHOOK_HOSTS。'
  return leadsInward(url) ? INWARD_SAID : null
}

/** Every address of a name; rejects where there is none. */
export type LookUp = (host: string) => Promise<readonly string[]>

const lookUpName: LookUp = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/** Longer than a name server that is there takes to answer. */
const LOOKUP_MS = 5_000

/**
 * Why an address is not taken when it is given, in one sentence: besides what `faultOfAddress` says, its name is looked up.
 * Nobody who sets it up then learns only from letters that never come.
 */
export async function faultOfNewAddress(
  text: string,
  named: readonly string[],
  lookUp: LookUp = lookUpName,
): Promise<string | null> {
  const fault = faultOfAddress(text, named)
  if (fault) return fault
  const url = new URL(text)
  const host = hostOf(url)
  if (isNamed(url, named) || isIP(host) !== 0) return null
  const over = new AbortController()
  const found = await Promise.race([
    lookUp(host).catch(() => []),
    pause(LOOKUP_MS, [], { ref: false, signal: over.signal }).catch(() => []),
  ])
  over.abort()
  if (found.length === 0) return '查不到这个网址的主机名，请核对网址，或者过一会儿再设。'
  return found.some(isInward) ? INWARD_SAID : null
}
