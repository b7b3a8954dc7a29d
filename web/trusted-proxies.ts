/** Whose word about the sender's address is believed: TRUST_PROXY, read into a function. */
import { BlockList, isIP } from 'node:net'

/** `hop` counts from the desk: 0 is the peer of the connection, 1 the last address in X-Forwarded-For, and so on. */
export type TrustProxy = (address: string, hop: number) => boolean

export type ReadTrustProxy =
  { readonly ok: true; readonly trusts: TrustProxy } | { readonly ok: false; readonly because: string }

const NAMED: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['linklocal', ['169.254.0.0/16', 'fe80::/10']],
  ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
])

export const TRUST_PROXY_DEFAULT = 'loopback'

/**
 * Reads a comma-separated list of addresses, networks (CIDR), names of NAMED, `none`, and at most one number: how many
 * proxies stand in a row, nothing said before them being believed. A number without addresses means proxies on this
 * machine. `because` names the place of what cannot be read, not the text.
 */
export function readTrustProxy(text: string): ReadTrustProxy {
  const entries = text.split(',').map((entry) => entry.trim())
  const believed = new BlockList()
  let hops = Infinity
  let addresses = 0
  for (const [i, entry] of entries.entries()) {
    const no = (because: string): ReadTrustProxy => ({ ok: false, because: `${because}（第 ${i + 1} 项）` })
    if (entry === 'none') {
      if (entries.length > 1) return no('里 none 不能和别的写在一起')
      return { ok: true, trusts: () => false }
    }
    if (/^[1-9]$/.test(entry)) {
      if (hops !== Infinity) return no('里写了两个层数')
      hops = Number(entry)
      continue
    }
    for (const net of NAMED.get(entry) ?? [entry]) {
      if (!addNet(believed, net))
        return no('里有读不懂的：只能写地址、网段、loopback、linklocal、uniquelocal、none 或 1—9 的层数')
      addresses += 1
    }
  }
  if (addresses === 0) for (const net of NAMED.get(TRUST_PROXY_DEFAULT)!) addNet(believed, net)
  return { ok: true, trusts: (address, hop) => hop < hops && contains(believed, address) }
}

/** False for what is no network. One of everybody (/0) is none: whoever reaches the desk could claim any address. */
function addNet(list: BlockList, net: string): boolean {
  const [address = '', bits, ...more] = net.split('/')
  const kind = isIP(address)
  const most = kind === 4 ? 32 : 128
  if (kind === 0 || more.length > 0 || (bits !== undefined && !/^[1-9]\d{0,2}$/.test(bits))) return false
  if (Number(bits ?? most) > most) return false
  list.addSubnet(address, Number(bits ?? most), kind === 4 ? 'ipv4' : 'ipv6')
  return true
}

/** An IPv4 peer of a socket that listens on both is written as IPv6. */
export const plainAddress = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address

function contains(list: BlockList, given: string): boolean {
  const address = plainAddress(given)
  const kind = isIP(address)
  return kind !== 0 && list.check(address, kind === 4 ? 'ipv4' : 'ipv6')
}

const here = readTrustProxy('loopback')
export const isLoopback = (address: string): boolean => here.ok && here.trusts(address, 0)

const inner = readTrustProxy('loopback, linklocal, uniquelocal')
/** Of this machine or a network of the town's own: where a proxy would stand. */
export const isInner = (address: string): boolean => inner.ok && inner.trusts(address, 0)
