/** Where a client may be told: https somewhere public, or a host the operator has named. Anything else reaches inward. */
import { isIP, BlockList } from 'node:net'

/** Not the public internet: this machine, the office's own network, what clouds answer about themselves. */
const INWARD = new BlockList()
// prettier-ignore
for (const [net, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 3]] as const)
  INWARD.addSubnet(net, bits, 'ipv4')
// prettier-ignore
for (const [net, bits] of [['::', 96], ['::1', 128], ['64:ff9b::', 96], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const)
  INWARD.addSubnet(net, bits, 'ipv6')

export function isInward(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const ip = mapped ?? address
  const kind = isIP(ip)
  return kind === 0 || INWARD.check(ip, kind === 4 ? 'ipv4' : 'ipv6') || /^::ffff:/i.test(ip)
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
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if ((isIP(host) && isInward(host)) || !/[.:]/.test(host) || /\.(local|internal|localhost)\.?$/i.test(host))
    return '这是内网地址，要先由运行人员写进 WEBHOOK_HOSTS。'
  return null
}
