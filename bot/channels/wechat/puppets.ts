/** Which ways into WeChat the desk uses, which it refuses and why. */
import { load, type Puppet } from './wechaty.ts'

export interface Gateway {
  readonly puppet: string
  readonly token?: string | undefined
  /** host:port of the gateway. */
  readonly endpoint?: string | undefined
  /** Off only for a gateway on this machine or behind a tunnel: token and messages then travel in the clear. */
  readonly tls?: { readonly disable?: boolean; readonly caCert?: string; readonly serverName?: string } | undefined
}

const SERVICE = 'wechaty-puppet-service'

// prettier-ignore
const REFUSED: Record<string, string> = {
  'wechaty-puppet-wechat4u': '网页版协议多数账号已不能登录且有封号风险，本程序不安装它',
  'wechaty-puppet-wechat': '网页版协议多数账号已不能登录且有封号风险，本程序不安装它',
  'wechaty-puppet-padlocal': 'PadLocal 已停止服务，不能再登录',
  'wechaty-puppet-xp': '它改写微信客户端程序，不得用于政务账号',
  'wechaty-puppet-engine': '它改写微信客户端程序，不得用于政务账号',
  'wechaty-puppet-official-account': '它不核对来信签名，任何人都能冒充居民；公众号请设 WECHAT_MP_* 各项',
}

/** One sentence why these settings cannot work; undefined when they can. For the settings check at start. */
export function gatewayFault({ puppet, token, endpoint }: Gateway): string | undefined {
  if (puppet !== SERVICE) {
    const why = REFUSED[puppet] ?? '没有这种接入方式'
    return `WECHATY_PUPPET 不能是 ${puppet}：${why}。可用的是 ${SERVICE}（需要服务商的令牌）。`
  }
  if (token === undefined || token === '') return `${SERVICE} 需要令牌：请设 WECHATY_TOKEN。`
  // The part before the last underscore names the gateway's certificate; without it wechaty cannot connect.
  if (token.lastIndexOf('_') < 1) return 'WECHATY_TOKEN 要带前缀，形如 insecure_… 或 uuid_…，请向服务商核对。'
  if (addressOf(endpoint) === undefined) return `${SERVICE} 需要网关地址（主机:端口）。`
  return undefined
}

export function addressOf(endpoint: string | undefined): { host: string; port: number } | undefined {
  const match = /^(?:dns:)?(\[[0-9a-f:]+\]|[^:/\s]+):(\d{1,5})$/iu.exec(endpoint ?? '')
  if (!match) return undefined
  return { host: (match[1] ?? '').replace(/^\[|\]$/gu, ''), port: Number(match[2]) }
}

/** A fresh puppet for one connection. Call only with settings that `gatewayFault` has passed. */
export async function makePuppet(gateway: Gateway): Promise<Puppet> {
  const { PuppetService } = await load('wechaty-puppet-service')
  /** Keeps contacts in memory only: as shipped it writes names and phone numbers in clear into the home directory. */
  class Private extends PuppetService {
    override hookPayloadStore(): void {
      // Nothing to hook: no store on disk.
    }
  }
  const { token, endpoint, tls } = gateway
  return new Private({ ...(token && { token }), ...(endpoint && { endpoint }), ...(tls && { tls }) })
}

/** The gRPC connection inside a puppet-service: what it shows of it is all the desk touches. */
interface Wire {
  readonly client: { close(): void }
  readonly eventStream?: { cancel(): void }
  on(event: 'error' | 'end', listener: (error?: unknown) => void): unknown
}

/** The wire of a started puppet; undefined for one that has none, such as a puppet inside this process. */
export function wireOf(puppet: Puppet): Wire | undefined {
  try {
    // puppet-service declares it public; the getter throws before the start and after the stop.
    return 'grpcManager' in puppet ? (puppet.grpcManager as Wire) : undefined
  } catch {
    return undefined
  }
}

/** Ends the wire of a puppet at once, without the gateway's help: one that lives on would disturb its successor. */
export function cutWire(puppet: Puppet): void {
  const wire = wireOf(puppet)
  try {
    wire?.eventStream?.cancel()
    wire?.client.close()
  } catch {
    // Closed already: that is what was wanted.
  }
}
