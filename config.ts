/** Settings: one table; all faults are reported at once, in words, before anything starts. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { randomBytes } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import { UserError } from './core/errors.ts'
import { readTrustProxy, type TrustProxy } from './web/trusted-proxies.ts'

export type Kind =
  'port' | 'count' | 'text' | 'url' | 'path' | 'level' | 'instant' | 'switch' | 'secret-token' | 'proxies' | 'aes-key'

export interface SettingRow {
  readonly name: string
  readonly kind: Kind
  readonly default: string | null
  readonly secret: boolean
  readonly help: string
  /** The same, for those who run a town. */
  readonly zh: string
}

// prettier-ignore
export const SETTINGS = [
  { name: 'PORT',                    kind: 'port',         default: '3000',      secret: false, help: 'Port of the web chat and pages.', zh: '网页和聊天用的端口。' },
  { name: 'HOST',                    kind: 'text',         default: '127.0.0.1', secret: false, help: 'Address to listen on; 0.0.0.0 behind a reverse proxy.', zh: '监听的地址；前面有反向代理时用 0.0.0.0。' },
  { name: 'DATABASE_URL',            kind: 'url',          default: null,        secret: true,  help: 'PostgreSQL 15 or later. Unset: an embedded Postgres in DATA_DIR.', zh: 'PostgreSQL 15 或更新。不设：用 DATA_DIR 里的内嵌数据库。' },
  { name: 'DATA_DIR',                kind: 'path',         default: './.data',   secret: false, help: 'Folder of the embedded database, the files people sent, the lock and the made secret key.', zh: '内嵌数据库、群众发来的文件、锁和自动生成的密钥放在这里。' },
  { name: 'MIN_FREE_DISK_MB',        kind: 'count',        default: '512',       secret: false, help: 'Free space below which no files are taken, so that the disk of the embedded database never fills; 0: never refused.', zh: '内嵌数据库所在磁盘的剩余空间少于这么多 MB 时不收文件，免得写满；0：不限。' },
  { name: 'WATCHDOG_SECONDS',        kind: 'count',        default: '60',        secret: false, help: 'A process that does nothing but one thing for so long, in processor time, is ended for its supervisor to start again; 0: never.', zh: '程序卡在一件事上用了这么多秒处理器时间就自己结束，由守护程序重新启动；0：不管。' },
  { name: 'CHECK_PAGES',             kind: 'switch',       default: 'on',        secret: false, help: 'Checks every page of the embedded database at start and refuses a damaged one; off: to read what can still be read of it.', zh: '启动时逐页核对内嵌数据库，有损坏就不启动；关成 off：损坏后还想读出能读的部分。' },
  { name: 'TOWN_DIR',                kind: 'path',         default: './data',    secret: false, help: 'The town: town.yaml, items.yaml, calendar/, utterances/, synonyms.yaml.', zh: '镇的资料：town.yaml、items.yaml、calendar/、utterances/、synonyms.yaml。' },
  { name: 'PUBLIC_URL',              kind: 'url',          default: null,        secret: false, help: 'Address residents see in links. Unset: http://HOST:PORT.', zh: '群众在链接里看到的网址。不设：http://HOST:PORT。' },
  { name: 'SECRET_KEY',              kind: 'text',         default: null,        secret: true,  help: 'Signs cookies and seals personal data. Required in production; else made and kept in DATA_DIR.', zh: '给登录签名、给个人信息加密。正式运行必填；否则自动生成，存在 DATA_DIR。' },
  { name: 'TELEGRAM_BOT_TOKEN',      kind: 'text',         default: null,        secret: true,  help: 'From @BotFather. Unset: Telegram is off.', zh: '从 @BotFather 拿。不设：不开 Telegram。' },
  { name: 'TELEGRAM_API_ROOT',       kind: 'url',          default: 'https://api.telegram.org', secret: false, help: 'A local Bot API server, or a stand-in for trying.', zh: '自己架的 Bot API 服务器，或者试用的替身。' },
  { name: 'TELEGRAM_WEBHOOK',        kind: 'url',          default: null,        secret: false, help: 'Public URL for updates. Unset: long polling.', zh: '收消息的公网网址。不设：长轮询。' },
  { name: 'TELEGRAM_WEBHOOK_SECRET', kind: 'secret-token', default: null,        secret: true,  help: 'Required with TELEGRAM_WEBHOOK: letters, digits, _ and -.', zh: '设了 TELEGRAM_WEBHOOK 就必填：字母、数字、_ 和 -。' },
  { name: 'WECHATY_PUPPET',          kind: 'text',         default: null,        secret: false, help: 'Puppet of wechaty, such as wechaty-puppet-service. Unset: WeChat is off.', zh: 'wechaty 用哪个 puppet，如 wechaty-puppet-service。不设：不开微信。' },
  { name: 'WECHATY_TOKEN',           kind: 'text',         default: null,        secret: true,  help: 'Token of the puppet service.', zh: 'puppet 服务的令牌。' },
  { name: 'WECHATY_ENDPOINT',        kind: 'text',         default: null,        secret: false, help: 'host:port of the puppet service.', zh: 'puppet 服务的 host:port。' },
  { name: 'WECHAT_MP_APPID',         kind: 'text',         default: null,        secret: false, help: 'AppID of the town\'s official account 公众号.', zh: '镇公众号的 AppID。' },
  { name: 'WECHAT_MP_SECRET',        kind: 'text',         default: null,        secret: true,  help: 'AppSecret of the official account.', zh: '公众号的 AppSecret。' },
  { name: 'WECHAT_MP_TOKEN',         kind: 'text',         default: null,        secret: true,  help: 'Token of the official account\'s server settings.', zh: '公众号“服务器配置”里的 Token。' },
  { name: 'WECHAT_MP_AES_KEY',       kind: 'aes-key',      default: null,        secret: true,  help: 'EncodingAESKey of the official account.', zh: '公众号的 EncodingAESKey。' },
  { name: 'WECHAT_MP_API_ROOT',      kind: 'url',          default: 'https://api.weixin.qq.com', secret: false, help: 'API root of the official account.', zh: '公众号接口的根网址。' },
  { name: 'WECOM_CORP_ID',           kind: 'text',         default: null,        secret: false, help: 'CorpID of the government\'s WeCom 企业微信. Unset: WeCom is off.', zh: '企业微信的企业 ID。不设：不开企业微信。' },
  { name: 'WECOM_AGENT_ID',          kind: 'count',        default: null,        secret: false, help: 'AgentId of the self-built app staff work in.', zh: '工作人员用的自建应用的 AgentId。' },
  { name: 'WECOM_SECRET',            kind: 'text',         default: null,        secret: true,  help: 'Secret of that app.', zh: '这个应用的 Secret。' },
  { name: 'WECOM_TOKEN',             kind: 'text',         default: null,        secret: true,  help: 'Token of the app\'s 接收消息 settings.', zh: '应用“接收消息”里的 Token。' },
  { name: 'WECOM_AES_KEY',           kind: 'aes-key',      default: null,        secret: true,  help: 'EncodingAESKey of the app\'s 接收消息 settings.', zh: '应用“接收消息”里的 EncodingAESKey。' },
  { name: 'WECOM_KF_SECRET',         kind: 'text',         default: null,        secret: true,  help: 'Secret of the app that may call 微信客服. Unset: 微信客服 is off.', zh: '能调用微信客服接口的应用的 Secret。不设：不开微信客服。' },
  { name: 'WECOM_KF_TOKEN',          kind: 'text',         default: null,        secret: true,  help: 'Token of the 微信客服 callback.', zh: '微信客服回调的 Token。' },
  { name: 'WECOM_KF_AES_KEY',        kind: 'aes-key',      default: null,        secret: true,  help: 'EncodingAESKey of the 微信客服 callback.', zh: '微信客服回调的 EncodingAESKey。' },
  { name: 'WECOM_API_ROOT',          kind: 'url',          default: 'https://qyapi.weixin.qq.com', secret: false, help: 'API root of WeCom.', zh: '企业微信接口的根网址。' },
  { name: 'UNDERSTANDING_URL',       kind: 'url',          default: null,        secret: false, help: 'An OpenAI-compatible chat API, such as http://10.0.0.5:8000/v1: it may point at one of the candidates where the desk would ask back. Unset: off.', zh: '兼容 OpenAI 的对话接口，如 http://10.0.0.5:8000/v1：本来要反问时，可以由它在候选里指一个。不设：不用。' },
  { name: 'UNDERSTANDING_KEY',       kind: 'text',         default: null,        secret: true,  help: 'Key of that API, if it wants one.', zh: '那个接口的密钥，要才填。' },
  { name: 'UNDERSTANDING_MODEL',     kind: 'text',         default: 'default',   secret: false, help: 'Name of the model there.', zh: '那里的模型名。' },
  { name: 'SPEECH_URL',              kind: 'url',          default: null,        secret: false, help: 'An OpenAI-compatible speech API (POST …/audio/transcriptions), such as http://10.0.0.5:8001/v1: it writes down voice messages, which are shown back. Unset: a person listens.', zh: '兼容 OpenAI 的语音识别接口（POST …/audio/transcriptions），如 http://10.0.0.5:8001/v1：把语音写成字，请本人核对。不设：语音由工作人员听。' },
  { name: 'SPEECH_KEY',              kind: 'text',         default: null,        secret: true,  help: 'Key of that API, if it wants one.', zh: '那个接口的密钥，要才填。' },
  { name: 'SPEECH_MODEL',            kind: 'text',         default: null,        secret: false, help: 'Name of the model there; unset: default.', zh: '那里的模型名；不设：default。' },
  { name: 'WEBHOOK_HOSTS',           kind: 'text',         default: null,        secret: false, help: 'Hosts (host or host:port, comma-separated) that webhooks may reach though they are on an inner network, without https or on another port than 443.', zh: '推送可以送到的内网主机、没有 https 或者不用 443 端口的主机（host 或 host:port，逗号隔开）。' },
  { name: 'TRUST_PROXY',             kind: 'proxies',      default: 'loopback',  secret: false, help: 'Proxies whose X-Forwarded-For is believed: addresses, CIDR, loopback, uniquelocal, none; a number: how many in a row (docs/operate.md).', zh: '相信哪些反向代理报来的访问地址：地址、网段（CIDR）、loopback、uniquelocal、none；数字是前后几层（docs/operate.md）。' },
  { name: 'METRICS_TOKEN',           kind: 'secret-token', default: null,        secret: true,  help: 'Whoever sends it as a bearer token may read /metrics. Unset: only programs on this machine may.', zh: '带这个令牌（Bearer）才能看 /metrics。不设：只有本机的程序能看。' },
  { name: 'FILES_MAX_MB',            kind: 'count',        default: '10000',     secret: false, help: 'Megabytes of photos and files that are kept in all; beyond it none is taken until some go.', zh: '照片、文件一共最多存多少 MB；超过就先不收，等腾出地方。' },
  { name: 'LOG_LEVEL',               kind: 'level',        default: 'info',      secret: false, help: 'debug, info, warn, error or silent.', zh: 'debug、info、warn、error 或 silent。' },
  { name: 'RATE_LIMIT',              kind: 'switch',       default: 'on',        secret: false, help: 'off for measuring; refused in production.', zh: '测量时关成 off；正式运行不许关。' },
  { name: 'CLOCK_NOW',               kind: 'instant',      default: null,        secret: false, help: 'Start the clock at this ISO instant, to try deadlines; refused in production.', zh: '从这个时刻（ISO）走钟，试期限用；正式运行不许用。' },
] as const satisfies readonly SettingRow[]

export type SettingName = (typeof SETTINGS)[number]['name']

export interface Config {
  readonly values: Readonly<Record<SettingName, string | null>>
  readonly production: boolean
  readonly port: number
  readonly dataDir: string
  readonly townDir: string
  readonly secretKey: string
  readonly rateLimit: boolean
  readonly clockNow: Date | null
  readonly minFreeDiskMb: number
  readonly watchdogSeconds: number
  readonly checkPages: boolean
  readonly webhookHosts: readonly string[]
  readonly trustProxy: TrustProxy
  readonly filesMaxMegabytes: number
}

// prettier-ignore
const CHECKS: Readonly<Record<Kind, (v: string) => string | null>> = {
  'port':         (v) => (/^\d+$/.test(v) && Number(v) <= 65_535 ? null : '不是端口号（0—65535）'),
  'count':        (v) => (/^\d{1,7}$/.test(v) ? null : '不是整数'),
  'text':         (v) => (v.trim() === '' ? '是空的' : null),
  'url':          (v) => (URL.canParse(v) ? null : '不是网址（要带 http:// 或 https:// 这样的开头）'),
  'path':         (v) => (v.trim() === '' ? '是空的' : null),
  'level':        (v) => (['debug', 'info', 'warn', 'error', 'silent'].includes(v) ? null : '只能是 debug、info、warn、error 或 silent'),
  'instant':      (v) => (Number.isNaN(Date.parse(v)) || !/T.*(Z|[+-]\d\d:\d\d)$/.test(v) ? '要写成带时区的时刻，如 2026-02-09T08:00:00+08:00' : null),
  'switch':       (v) => (['on', 'off'].includes(v) ? null : '只能是 on 或 off'),
  'secret-token': (v) => (/^[A-Za-z0-9_-]{1,256}$/.test(v) ? null : '只能有字母、数字、_ 和 -'),
  'aes-key':      (v) => (/^[A-Za-z0-9]{43}$/.test(v) ? null : '不是平台给的 43 个字母和数字'),
  'proxies':      (v) => { const read = readTrustProxy(v); return read.ok ? null : read.because },
}

/** Settings of one part: all of them or none. */
const TOGETHER: readonly (readonly SettingName[])[] = [
  ['WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_AES_KEY'],
  ['WECOM_KF_SECRET', 'WECOM_KF_TOKEN', 'WECOM_KF_AES_KEY'],
]

/** What is missing of parts that are half set. WeCom's two parts are of one company, and each wants its id. */
function halfSet(values: Readonly<Record<SettingName, string | null>>): string[] {
  const set = (name: SettingName) => values[name] !== null
  const missing = TOGETHER.flatMap((part) => {
    const [first] = part.filter(set)
    return first ? part.filter((n) => !set(n)).map((n) => `设了 ${first} 就必须设 ${n}。`) : []
  })
  const wecom = TOGETHER.flat().filter((n) => n.startsWith('WECOM_') && set(n))
  if (wecom[0] && !set('WECOM_CORP_ID')) missing.push(`设了 ${wecom[0]} 就必须设 WECOM_CORP_ID。`)
  if (set('WECOM_CORP_ID') && wecom.length === 0)
    missing.push('只设了 WECOM_CORP_ID：还要设 WECOM_SECRET（应用）或 WECOM_KF_SECRET（微信客服）那一组。')
  return missing
}

/** The one UserError with several sentences: each names a setting, never its value. */
export class ConfigError extends UserError {
  override readonly name = 'ConfigError'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/** Reads and checks all settings. Throws ConfigError with every fault at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const production = env['NODE_ENV'] === 'production'
  const faults: string[] = []
  const values = {} as Record<SettingName, string | null>
  for (const row of SETTINGS) {
    const given = env[row.name]
    const value = given === undefined || given === '' ? row.default : given
    values[row.name] = value
    const fault = value === null ? null : CHECKS[row.kind](value)
    if (fault) faults.push(`${row.name} ${fault}。`)
  }
  const host = values.HOST ?? ''
  if (!isIPv4(host) && !isIPv6(host) && !/^[a-zA-Z0-9.-]+$/.test(host)) faults.push('HOST 不是地址，也不是主机名。')
  if (production && values.SECRET_KEY === null)
    faults.push('正式运行（NODE_ENV=production）必须设 SECRET_KEY：一长串随机字，另外存好一份。')
  if (production && values.RATE_LIMIT === 'off') faults.push('正式运行（NODE_ENV=production）不许设 RATE_LIMIT=off。')
  if (production && values.CLOCK_NOW !== null) faults.push('正式运行（NODE_ENV=production）不许设 CLOCK_NOW。')
  if (values.TELEGRAM_WEBHOOK !== null && values.TELEGRAM_WEBHOOK_SECRET === null)
    faults.push('设了 TELEGRAM_WEBHOOK 就必须设 TELEGRAM_WEBHOOK_SECRET。')
  faults.push(...halfSet(values))
  for (const name of ['SPEECH_KEY', 'SPEECH_MODEL'] as const)
    if (values[name] !== null && values.SPEECH_URL === null) faults.push(`设了 ${name} 就必须设 SPEECH_URL。`)
  if (faults.length > 0) throw new ConfigError(faults)
  const proxies = readTrustProxy(values.TRUST_PROXY ?? 'none')
  const dataDir = resolve(values.DATA_DIR ?? './.data')
  return {
    values,
    production,
    port: Number(values.PORT),
    dataDir,
    townDir: resolve(values.TOWN_DIR ?? './data'),
    secretKey: values.SECRET_KEY ?? keptSecret(dataDir),
    rateLimit: values.RATE_LIMIT !== 'off',
    webhookHosts: (values.WEBHOOK_HOSTS ?? '').split(/[,\s]+/).filter((h) => h !== ''),
    trustProxy: proxies.ok ? proxies.trusts : () => false,
    minFreeDiskMb: Number(values.MIN_FREE_DISK_MB),
    watchdogSeconds: Number(values.WATCHDOG_SECONDS),
    checkPages: values.CHECK_PAGES !== 'off',
    filesMaxMegabytes: Number(values.FILES_MAX_MB),
    clockNow: values.CLOCK_NOW === null ? null : new Date(values.CLOCK_NOW),
  }
}

function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secret.key')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}

/** Every setting as an admin may see it: of a secret only whether it is set. */
export const shownSettings = (config: Config): { name: string; value: string; help: string }[] =>
  SETTINGS.map(({ name, secret, zh: help }) => {
    const value = config.values[name]
    return { name, help, value: value === null ? '没设' : secret ? '设了（不显示）' : value }
  })
