/** Asks what lies outside for `town doctor`: the certificate of PUBLIC_URL, 公众号, WeCom, Telegram, and by the way their clocks. */
import { type Certificate, certificateOf } from '../../adapters/certificate.ts'
import { TelegramFault, telegramApi } from '../../bot/channels/telegram/api.ts'
import { PlatformRefusal } from '../../bot/channels/token-client.ts'
import { wechatMpClient } from '../../bot/channels/wechat-mp/api.ts'
import { wecomClient } from '../../bot/channels/wecom-api.ts'
import { whyUnusable } from '../../bot/channels/wecom-errors.ts'
import type { Config } from '../../config.ts'
import type { OtherClock } from './machine.ts'
import { type Finding, good, mend, note } from './finding.ts'

const WAIT_MS = 6000
const DAY_MS = 86_400_000
/** Renewal by ACME is due 30 days before the end; one that is not renewed a week before will end. */
const NOTED_DAYS = 21
const LAST_DAYS = 7

export async function checkCertificate(publicUrl: string, now: Date): Promise<Finding[]> {
  const url = new URL(publicUrl)
  return url.protocol === 'https:' ? [judgeCertificate(url.host, await certificateOf(url, WAIT_MS), now)] : []
}

export function judgeCertificate(host: string, seen: Certificate, now: Date): Finding {
  if (!seen.ok) return note('证书', `从这台机器连不上 ${host}（${seen.code}），没看到证书；请在别的电脑上打开试试。`)
  const days = Math.floor((seen.until.getTime() - now.getTime()) / DAY_MS)
  if (days < 0) return mend('证书', `${host} 的证书已经过期 ${-days} 天，群众打不开网页。`)
  if (!seen.trusted) return mend('证书', `${host} 的证书浏览器不认（${seen.why}）。`)
  if (days < LAST_DAYS) return mend('证书', `${host} 的证书再过 ${days} 天就过期，请马上续。`)
  return (days < NOTED_DAYS ? note : good)('证书', `${host} 的证书还有 ${days} 天到期。`)
}

/** WeChat's own numbers for what an operator gets wrong. */
// prettier-ignore
export const MP_WORDS: Readonly<Record<number, string>> = {
  40013: 'AppID 不对，请核对 WECHAT_MP_APPID。',
  40001: 'AppSecret 不对，请核对 WECHAT_MP_SECRET。',
  40125: 'AppSecret 不对，请核对 WECHAT_MP_SECRET。',
  40164: '这台服务器的公网地址不在公众号的 IP 白名单里，请到公众平台“基本配置”里加上。',
  40243: 'AppSecret 被冻结了，请到公众平台解冻或重置。',
  45009: '今天的接口次数用完了。',
  48001: '这个号没有这项权限，需要先认证。',
  61024: '这个号没有这项权限。',
}

/** Gets a token and asks one thing with it, as the desk does; the desk's own token stays good. */
export async function checkOfficialAccount({ values: v }: Config, now: () => Date): Promise<Finding[]> {
  if (!v.WECHAT_MP_APPID || !v.WECHAT_MP_SECRET || !v.WECHAT_MP_TOKEN) return []
  const root = v.WECHAT_MP_API_ROOT ?? ''
  const client = wechatMpClient({
    root,
    appId: v.WECHAT_MP_APPID,
    secret: v.WECHAT_MP_SECRET,
    timeoutMs: WAIT_MS,
    now,
  })
  try {
    await client.get('/cgi-bin/get_api_domain_ip')
    return [good('公众号', '连得上，令牌拿得到。')]
  } catch (error) {
    if (error instanceof PlatformRefusal)
      return [mend('公众号', MP_WORDS[error.code] ?? `微信不答应，错误码 ${error.code}，请在微信文档里查。`)]
    return [mend('公众号', `连不上 ${new URL(root).host}，请看这台机器能不能上网、防火墙放不放行。`)]
  }
}

/** Each of the two with its own secret, asked what the desk asks it at start. */
export async function checkWecom({ values: v }: Config, now: () => Date): Promise<Finding[]> {
  const { WECOM_CORP_ID: corpId, WECOM_AGENT_ID: agentId } = v
  const root = v.WECOM_API_ROOT ?? undefined
  // prettier-ignore
  const parts = [
    { name: '企业微信应用', setting: 'WECOM_SECRET', secret: v.WECOM_SECRET, ask: { path: `/cgi-bin/agent/get?agentid=${agentId}` } },
    { name: '微信客服', setting: 'WECOM_KF_SECRET', secret: v.WECOM_KF_SECRET, ask: { path: '/cgi-bin/kf/account/list', body: { offset: 0, limit: 1 } } },
  ]
  const found: Finding[] = []
  for (const { name, setting, secret, ask } of parts) {
    if (!corpId || !secret) continue
    const client = wecomClient({ root, corpId, secret, timeoutMs: WAIT_MS, now })
    try {
      await (ask.body ? client.post(ask.path, ask.body) : client.get(ask.path))
      found.push(good(name, '连得上，令牌拿得到。'))
    } catch (error) {
      found.push(mend(name, `${whyUnusable(error, setting)}。`))
    }
  }
  return found
}

export async function checkTelegram({ values: v }: Config): Promise<Finding[]> {
  if (!v.TELEGRAM_BOT_TOKEN) return []
  const api = telegramApi(v.TELEGRAM_BOT_TOKEN, v.TELEGRAM_API_ROOT ?? '')
  try {
    const me = (await api.call('getMe', {}, { deadlineMs: WAIT_MS })) as { username?: unknown }
    const name = typeof me.username === 'string' ? me.username : ''
    return [good('Telegram', `连得上，机器人是 @${name}。`)]
  } catch (error) {
    const outcome = error instanceof TelegramFault ? error.outcome : null
    if (outcome?.kind === 'answer' && (outcome.code === 401 || outcome.code === 404))
      return [mend('Telegram', '令牌不对或已作废，请向 @BotFather 核对 TELEGRAM_BOT_TOKEN。')]
    if (outcome?.kind === 'answer') return [mend('Telegram', `Telegram 不答应，错误码 ${outcome.code}。`)]
    return [mend('Telegram', `连不上（${outcome?.code ?? '没有回音'}），消息会等着，连上再发。`)]
  } finally {
    api.close()
  }
}

/** The clock of a platform the desk talks to anyway, by the Date header of its answer; null where it cannot be asked. */
export async function clockOf(whose: string, url: string, now: () => Date): Promise<OtherClock | null> {
  try {
    const began = now().getTime()
    const answer = await fetch(new URL(url).origin, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(WAIT_MS),
    })
    const at = Date.parse(answer.headers.get('date') ?? '')
    // in the middle of the call, and half a second on: the header leaves out the rest of its second
    const ours = (began + now().getTime()) / 2
    return Number.isNaN(at) ? null : { whose, aheadMs: ours - (at + 500) }
  } catch {
    return null
  }
}

/** Only platforms that the settings turn on are asked: nothing else hears of this desk. */
export async function clocksOutside({ values: v }: Config, now: () => Date): Promise<OtherClock[]> {
  const asked: readonly (readonly [string, string | null])[] = [
    ['微信', v.WECHAT_MP_APPID ? v.WECHAT_MP_API_ROOT : null],
    ['企业微信', v.WECOM_CORP_ID ? v.WECOM_API_ROOT : null],
    ['Telegram', v.TELEGRAM_BOT_TOKEN ? v.TELEGRAM_API_ROOT : null],
    ['PUBLIC_URL 的服务器', v.PUBLIC_URL?.startsWith('https:') ? v.PUBLIC_URL : null],
  ]
  const heard = await Promise.all(
    asked.map(async ([whose, url]) => (url === null ? null : await clockOf(whose, url, now))),
  )
  return heard.filter((clock) => clock !== null)
}
