/** Judges the settings for `town doctor`: half set, missing where a town is served, open to others. */
import type { Config, SettingName } from '../../config.ts'
import { type Finding, good, mend, note } from './finding.ts'

type Values = Config['values']

/** Names that only work together: with the first of them the others are needed, and none of them without it. */
const TOGETHER: readonly { readonly what: string; readonly names: readonly SettingName[] }[] = [
  { what: '公众号', names: ['WECHAT_MP_APPID', 'WECHAT_MP_SECRET', 'WECHAT_MP_TOKEN'] },
  { what: '微信个人号', names: ['WECHATY_PUPPET', 'WECHATY_TOKEN'] },
]
/** The first says nothing without the second. */
const NEEDS: readonly (readonly [SettingName, SettingName])[] = [
  ['WECHAT_MP_AES_KEY', 'WECHAT_MP_APPID'],
  ['TELEGRAM_WEBHOOK', 'TELEGRAM_BOT_TOKEN'],
  ['UNDERSTANDING_KEY', 'UNDERSTANDING_URL'],
  ['WECHATY_ENDPOINT', 'WECHATY_PUPPET'],
]
const SHORTEST_KEY = 24

/** `production`: NODE_ENV says so. */
export function judgeSettings(values: Values, production: boolean): Finding[] {
  const half = [
    ...TOGETHER.flatMap(({ what, names }) => {
      const missing = names.filter((n) => values[n] === null)
      return missing.length > 0 && missing.length < names.length
        ? [mend(`${what}的设置`, `只设了一半，还缺 ${missing.join('、')}，这个渠道没有开。`)]
        : []
    }),
    ...NEEDS.filter(([name, needed]) => values[name] !== null && values[needed] === null).map(([name, needed]) =>
      mend('设置', `设了 ${name}，却没有设 ${needed}，它不起作用。`),
    ),
  ]
  return [
    ...(half.length > 0 ? half : [good('设置', '都读得懂，没有只设一半的。')]),
    judgeKey(values.SECRET_KEY, production),
    judgeAddress(values.PUBLIC_URL, production),
    ...(production ? [] : [note('运行方式', 'NODE_ENV 不是 production，这是试用；正式运行请设成 production。')]),
  ]
}

function judgeKey(key: string | null, production: boolean): Finding {
  const about = 'SECRET_KEY'
  if (key === null)
    return production
      ? mend(about, '没有设。')
      : note(about, '没有设，用的是 DATA_DIR 里自动生成的 secret.key；请另外存好一份，丢了个人信息就读不出来。')
  if (new Set(key).size < 8 || key.length < SHORTEST_KEY)
    return mend(about, `太简单，至少要 ${SHORTEST_KEY} 个没有规律的字；正在用的要换，先看 docs/operate.zh-CN.md。`)
  return good(about, '设了。请确认另外存了一份。')
}

function judgeAddress(url: string | null, production: boolean): Finding {
  const about = 'PUBLIC_URL'
  if (url === null) return (production ? mend : note)(about, '没有设，发给群众的链接只在这台机器上打得开。')
  if (!url.startsWith('https:'))
    return (production ? mend : note)(about, '不是 https，群众填的内容在路上没有加密，登录也不牢靠。')
  return good(about, url)
}
