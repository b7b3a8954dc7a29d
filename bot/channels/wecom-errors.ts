/** What WeCom's error codes mean, for delivery and for the operator. Codes: developer.work.weixin.qq.com/document/path/90313 */
import { DeliveryError, type Verdict } from '../../core/channel.ts'
import { PlatformRefusal, PlatformSilence } from './token-client.ts'

export interface Meaning {
  readonly verdict: Verdict
  readonly why: string
  /** The person's next message opens the way again. */
  readonly untilTheyWrite?: true
}

/** The platform shuts a caller out for a minute, an hour or a day, and does not say which: tried again each minute. */
const REST_MS = 60_000
const BUSY: readonly number[] = [45009, 45033]

/** Faults of settings: nothing goes until the operator acts, so no letter is given up for one. `secret`: name of the setting. */
// prettier-ignore
const SETTINGS_FAULTS: Readonly<Record<number, (secret: string, ip: string | undefined) => string>> = {
  40001: (secret) => `企业微信说 ${secret} 不对：请到管理后台重新查看 Secret，改好后重新启动`,
  40091: (secret) => `企业微信说 ${secret} 不对：请到管理后台重新查看 Secret，改好后重新启动`,
  40013: () => '企业微信说 WECOM_CORP_ID 不对：请到管理后台“我的企业”最下面核对企业 ID',
  40056: () => '企业微信说 WECOM_AGENT_ID 不对：请到管理后台这个应用的页面核对 AgentId',
  301002: () => '企业微信说 WECOM_AGENT_ID 和 WECOM_SECRET 不是同一个应用的：请核对',
  60020: (_, ip) => `企业微信不让这台服务器调用：请到管理后台这个应用的“企业可信IP”里加上 ${ip ?? '本服务器的出口 IP'}`,
  48001: (secret) => `企业微信说 ${secret} 没有这个接口的权限：请到管理后台开通`,
  48002: (secret) => `企业微信说 ${secret} 没有这个接口的权限：请到管理后台开通`,
}

/** Why the platform cannot be used, in one sentence for the operator. */
export function whyUnusable(error: unknown, secret: string): string {
  if (!(error instanceof PlatformRefusal)) return '连不上企业微信'
  if (BUSY.includes(error.code)) return '调用太频繁，企业微信让歇一会儿'
  return SETTINGS_FAULTS[error.code]?.(secret, error.ip) ?? `企业微信拒绝了调用（错误码 ${error.code}）`
}

/** `gone`: part of the message is there already. `meanings`: the channel's own codes. */
export function wecomDeliveryError(
  cause: unknown,
  o: { readonly secret: string; readonly meanings: Readonly<Record<number, Meaning>>; readonly gone: boolean },
): DeliveryError {
  if (cause instanceof DeliveryError) return cause
  const ambiguous = o.gone || (cause instanceof PlatformSilence && cause.left)
  const code = cause instanceof PlatformRefusal ? cause.code : 0
  if (BUSY.includes(code) || SETTINGS_FAULTS[code])
    return new DeliveryError('retry', whyUnusable(cause, o.secret), { cause, ambiguous, retryAfterMs: REST_MS })
  const meaning = o.meanings[code]
  if (!meaning) return new DeliveryError('retry', '企业微信暂时不能发送', { cause, ambiguous })
  const { verdict, why, untilTheyWrite = false } = meaning
  return new DeliveryError(verdict, why, { cause, ambiguous, untilTheyWrite })
}
