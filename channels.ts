/** Which channels the settings turn on, and why the others are off. */
import type { Channel } from './core/channel.ts'
import { MAX_FILE_BYTES } from './core/file-types.ts'
import type { Log } from './core/log.ts'
import type { Random } from './core/random.ts'
import { telegramChannel, type TelegramChannel } from './bot/channels/telegram/index.ts'
import { joinWechat } from './bot/channels/wechat-combined.ts'
import { wechatMpChannel, type WechatMpChannel } from './bot/channels/wechat-mp/index.ts'
import { wecomChannel, type WecomChannel } from './bot/channels/wecom/index.ts'
import type { CursorShelf } from './bot/channels/wecom-kf/draw.ts'
import { kfChannel, type KfChannel } from './bot/channels/wecom-kf/index.ts'
import { type Config, ConfigError } from './config.ts'

export interface Chosen {
  readonly telegram: TelegramChannel | null
  readonly official: WechatMpChannel | null
  readonly wechat: Channel | null
  /** The WeCom app, for staff. */
  readonly wecom: WecomChannel | null
  /** 微信客服, for residents. */
  readonly kf: KfChannel | null
  /** One line each for the operator's first screen. */
  readonly told: readonly { readonly name: string; readonly on: boolean; readonly why: string }[]
}

/** Makes the channels whose settings are there. Throws ConfigError where they are there and wrong. */
export async function chooseChannels(
  config: Config,
  { random, kfCursors, ...o }: { now: () => Date; random: Random; kfCursors: CursorShelf; log: Log },
): Promise<Chosen> {
  const v = config.values
  const common = { maxFileBytes: MAX_FILE_BYTES, ...o }
  const telegram = v.TELEGRAM_BOT_TOKEN
    ? telegramChannel({
        token: v.TELEGRAM_BOT_TOKEN,
        ...(v.TELEGRAM_API_ROOT ? { apiRoot: v.TELEGRAM_API_ROOT } : {}),
        ...(v.TELEGRAM_WEBHOOK && v.TELEGRAM_WEBHOOK_SECRET
          ? { webhook: { url: v.TELEGRAM_WEBHOOK, secret: v.TELEGRAM_WEBHOOK_SECRET } }
          : {}),
        ...common,
      })
    : null
  const official =
    v.WECHAT_MP_APPID && v.WECHAT_MP_SECRET && v.WECHAT_MP_TOKEN
      ? wechatMpChannel({
          appId: v.WECHAT_MP_APPID,
          secret: v.WECHAT_MP_SECRET,
          token: v.WECHAT_MP_TOKEN,
          ...(v.WECHAT_MP_AES_KEY ? { aesKey: v.WECHAT_MP_AES_KEY } : {}),
          ...(v.WECHAT_MP_API_ROOT ? { root: v.WECHAT_MP_API_ROOT } : {}),
          ...common,
        })
      : null
  const account = v.WECHATY_PUPPET ? await wechatAccount(config, v.WECHATY_PUPPET, common) : null
  const wechat = account && official ? joinWechat(account, official) : (account ?? official)
  const wecom =
    v.WECOM_CORP_ID && v.WECOM_AGENT_ID && v.WECOM_SECRET && v.WECOM_TOKEN && v.WECOM_AES_KEY
      ? wecomChannel({
          ...{ corpId: v.WECOM_CORP_ID, agentId: v.WECOM_AGENT_ID, secret: v.WECOM_SECRET },
          ...{ token: v.WECOM_TOKEN, aesKey: v.WECOM_AES_KEY },
          ...(v.WECOM_API_ROOT ? { root: v.WECOM_API_ROOT } : {}),
          taskId: () => Buffer.from(random(16)).toString('hex'),
          ...common,
        })
      : null
  const kf =
    v.WECOM_CORP_ID && v.WECOM_KF_SECRET && v.WECOM_KF_TOKEN && v.WECOM_KF_AES_KEY
      ? kfChannel({
          ...{ corpId: v.WECOM_CORP_ID, secret: v.WECOM_KF_SECRET },
          ...{ token: v.WECOM_KF_TOKEN, aesKey: v.WECOM_KF_AES_KEY },
          ...(v.WECOM_API_ROOT ? { root: v.WECOM_API_ROOT } : {}),
          cursors: kfCursors,
          ...common,
        })
      : null
  return {
    telegram,
    official,
    wechat,
    wecom,
    kf,
    told: [
      {
        name: 'telegram',
        on: telegram !== null,
        why: telegram ? (v.TELEGRAM_WEBHOOK ? 'webhook' : 'long polling') : 'TELEGRAM_BOT_TOKEN is not set',
      },
      {
        name: 'wechat',
        on: wechat !== null,
        why: wechat
          ? [v.WECHATY_PUPPET, official ? 'official account 公众号' : ''].filter(Boolean).join(' + ')
          : 'neither WECHATY_PUPPET nor WECHAT_MP_APPID is set',
      },
      {
        name: 'wecom',
        on: wecom !== null,
        why: wecom ? 'app 企业微信应用, pushes at /wecom/app' : 'WECOM_AGENT_ID is not set',
      },
      {
        name: 'wecom-kf',
        on: kf !== null,
        why: kf ? 'customer service 微信客服, pushes at /wecom/kf' : 'WECOM_KF_SECRET is not set',
      },
    ],
  }
}

async function wechatAccount(
  config: Config,
  puppet: string,
  common: { maxFileBytes: number; now: () => Date; log: Log },
): Promise<Channel> {
  // loaded only where it is asked for: wechaty takes 70 MB and the better part of a second
  const [{ wechatChannel }, { gatewayFault }, { missingPart }] = await Promise.all([
    import('./bot/channels/wechat/index.ts'),
    import('./bot/channels/wechat/puppets.ts'),
    import('./bot/channels/wechat/wechaty.ts'),
  ])
  const { WECHATY_TOKEN: token, WECHATY_ENDPOINT: endpoint } = config.values
  const gateway = { puppet, ...(token ? { token } : {}), ...(endpoint ? { endpoint } : {}) }
  const fault = gatewayFault(gateway) ?? (await missingPart())
  if (fault) throw new ConfigError([fault])
  return wechatChannel({ ...gateway, ...common })
}
