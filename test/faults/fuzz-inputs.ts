/** What the fuzzer sends: texts bred from real ones and nasty ones, put into requests, updates and pushes. Chance decides all of it. */
import { ACTION_WORDS } from '../../core/case/action-words.ts'
import { LIST_WORDS } from '../../bot/commands/parse-command.ts'
import { carried, NASTY_BODIES, NASTY_HEADERS, NASTY_QUERIES, NASTY_TEXTS } from '../nasty/inputs.ts'
import { MP, pushOf, xmlOf } from '../support/fake-wechat-mp.ts'

export type Chance = () => number

/** What people say, one of each kind the desk tells apart. */
// prettier-ignore
const SAID = [
  '办低保要什么材料', '新生儿上户口怎么办', '村口路灯坏了三天没人修', '人工', '转人工', '进度', '我的办件', '撤回', '评价', '5', '质询 为什么路一直没修', '投诉 窗口态度不好', '公开 2026年扶贫资金', '忘记我', '隐私', '更正', '附议 BS20261123-0001', '报名 1', '家里着火了快来人', '我不想活了',
  '周六上班吗', '医保怎么交', '我叫张三，电话13800138000，身份证120225198001015678', '住在李庄村三排5号', '确认', '没解决', '催办 BS20261123-0001', '取消', '1', '2', '2026-11-23', '下周三', '订阅 公开 GGB', '听证', '您好', '谢谢', '网页', '/start', '/help', '/bind ABCDEFGH', '/forget',
]
const WORDS = [...ACTION_WORDS.keys(), ...LIST_WORDS]
const PLACES = [
  'GGB',
  'DZB',
  'GAB',
  '王芳',
  '民政',
  '1',
  'BS20261129-0001',
  'BS20261129-0002',
  '问1',
  '2026-12-01',
  '10',
  '确认',
  '0001',
]

const pick = <T>(c: Chance, from: readonly T[]): T => from[Math.floor(c() * from.length)]!
const upTo = (c: Chance, n: number): number => Math.floor(c() * (n + 1))

export function text(c: Chance): string {
  let it = c() < 0.55 ? pick(c, SAID) : c() < 0.7 ? pick(c, NASTY_TEXTS)[1] : staffCommand(c)
  for (let n = upTo(c, 3); n > 0; n--) it = mutated(c, it)
  return it.slice(0, c() < 0.02 ? 25_000 : 1_200)
}

export const staffCommand = (c: Chance): string =>
  [pick(c, WORDS), ...Array.from({ length: upTo(c, 3) }, () => (c() < 0.7 ? pick(c, PLACES) : pick(c, SAID)))].join(
    pick(c, [' ', ' ', '　', '\n', '']),
  )

function mutated(c: Chance, it: string): string {
  const at = upTo(c, it.length)
  const end = Math.min(it.length, at + upTo(c, 12))
  const cut = it.slice(at, end)
  switch (upTo(c, 6)) {
    case 0: return it.slice(0, at) + pick(c, NASTY_TEXTS)[1].slice(0, 400) + it.slice(at)
    case 1: return it.slice(0, at) + it.slice(end)
    case 2: return it.slice(0, at) + cut.repeat(1 + upTo(c, 40)) + it.slice(end)
    case 3: return it.slice(0, at) + String.fromCharCode(upTo(c, 0xffff)) + it.slice(at)
    case 4: return it.slice(at) + it.slice(0, at)
    case 5: return it + pick(c, [' ', '\n', '，', '']) + pick(c, SAID)
    default: return it.slice(0, at)
  }
} // prettier-ignore

/** Any JSON value, of texts like those. */
function value(c: Chance, depth = 0): unknown {
  switch (upTo(c, depth > 3 ? 4 : 7)) {
    case 0: return text(c)
    case 1: return pick(c, [0, -1, 1.5, 2 ** 53, -(2 ** 31) - 1, 1e300])
    case 2: return pick(c, [null, true, false])
    case 3: return pick(c, NASTY_TEXTS)[1]
    case 4: return upTo(c, 100_000)
    case 5: return Array.from({ length: upTo(c, 4) }, () => value(c, depth + 1))
    default: return Object.fromEntries(Array.from({ length: upTo(c, 4) }, () => [pick(c, FIELDS), value(c, depth + 1)]))
  }
} // prettier-ignore

// prettier-ignore
const FIELDS = ['text', 'choice', 'client', 'file', 'caption', 'name', 'type', 'data', 'number', 'code', 'action', 'version', 'department', 'item', 'kind', 'reference', 'contact', 'phone', 'score', 'limit', 'after', 'offset', 'url', 'events', 'session', 'description', 'service_code', 'lat', 'long', 'address_string', 'email', 'attribute', 'date', 'year', 'period', 'page', 'q', 'doubt', 'role', 'until', 'substitute', 'duty', 'scope', 'days', 'reply', 'article', 'category', 'title', 'question', 'place', 'time', 'seats', 'measure', 'decision', '__proto__', 'constructor']

export interface Input {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | undefined
}

const encoded = (c: Chance): string =>
  c() < 0.1 ? pick(c, NASTY_QUERIES)[1] : Array.from({ length: upTo(c, 5) }, () => `${pick(c, FIELDS)}=${encodeURIComponent(carried(text(c))).slice(0, 900)}`).join('&') // prettier-ignore

/** Something for a place in an address. */
const named = (c: Chance): string =>
  c() < 0.5
    ? pick(c, PLACES)
    : encodeURIComponent(carried((c() < 0.5 ? pick(c, NASTY_TEXTS)[1] : text(c)).slice(0, 300)))
const place = (c: Chance, url: string): string => url.replace(/:\w+|\*/g, () => named(c))

/** `who`: headers of somebody who is let in. */
export function request(
  c: Chance,
  route: { method: string; url: string },
  who: Readonly<Record<string, string>>,
): Input {
  const query = c() < 0.5 ? `?${encoded(c)}` : ''
  const odd = c() < 0.05 ? printable(pick(c, NASTY_HEADERS)[1]) : {}
  const at = { method: route.method, path: (place(c, route.url) + query).slice(0, 7_000), headers: { ...who, ...odd } }
  if (route.method === 'GET' || route.method === 'DELETE') return at
  if (c() < 0.15) {
    const { type, body } = pick(c, NASTY_BODIES)
    return { ...at, headers: { ...at.headers, ...(type === undefined ? {} : { 'content-type': type }) }, body }
  }
  if (c() < 0.5)
    return { ...at, headers: { ...at.headers, 'content-type': 'application/x-www-form-urlencoded' }, body: encoded(c) }
  const fields = Object.fromEntries(Array.from({ length: 1 + upTo(c, 5) }, () => [pick(c, FIELDS), c() < 0.6 ? text(c) : value(c)])) // prettier-ignore
  return { ...at, headers: { ...at.headers, 'content-type': 'application/json' }, body: JSON.stringify(fields) }
}

/** Headers node sends: its own client refuses some that others would send; those are tried on sockets in test/nasty. */
const printable = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name, v]) => name !== 'host' && /^[\x20-\x7e\x80-\xff]*$/.test(v)),
  )

/** What a resident or a member of staff sends on Telegram; most of it well formed, some of it no update at all. */
export function telegramUpdate(c: Chance, id: number, chat: number, said: string): unknown {
  const group = c() < 0.05
  const from = { id: chat, first_name: c() < 0.1 ? text(c) : 'R', is_bot: c() < 0.01 }
  const message: Record<string, unknown> = { message_id: id, date: Math.floor(Date.now() / 1000), chat: { id: group ? -chat : chat, type: group ? 'group' : 'private' }, from, text: said } // prettier-ignore
  const update: Record<string, unknown> = { update_id: id, message }
  switch (upTo(c, 11)) {
    case 0: message['reply_to_message'] = { message_id: upTo(c, id), text: text(c), date: 0, chat: message['chat'], from }; break
    case 1: return { update_id: id, callback_query: { id: String(id), from, message, data: c() < 0.5 ? text(c) : pick(c, ['human', 'forget', 'never-mind', 'case:1', 'rate:1:5']) } }
    case 2: delete message['text']; message[pick(c, ['sticker', 'location', 'contact', 'voice', 'poll', 'dice', 'story'])] = value(c); break
    case 3: if (c() < 0.4) message[pick(c, ['chat', 'from', 'date', 'text', 'message_id', 'entities', 'caption'])] = value(c); break
    case 4: if (c() < 0.3) { delete update['message']; update[pick(c, ['edited_message', 'channel_post', 'my_chat_member', 'poll', 'message'])] = value(c) } break
    case 5: message['entities'] = [{ type: pick(c, ['mention', 'bot_command', 'text_mention']), offset: upTo(c, 50) - 5, length: upTo(c, 90) - 5 }]; break
  } // prettier-ignore
  return update
}

/** A push of the official account's platform: signed and sealed as it should be, its contents as they come. */
export function wechatPush(c: Chance, id: number, follower: string, said: string): Input {
  const types = ['text', 'text', 'text', 'text', 'event', 'location', 'link', 'shortvideo', text(c).slice(0, 20)]
  const fields = { FromUserName: follower, MsgType: pick(c, types), Content: said.replaceAll('\0', ''), MsgId: id, Event: pick(c, ['subscribe', 'unsubscribe', 'CLICK', 'VIEW', text(c).slice(0, 30)]), EventKey: text(c).slice(0, 60) } // prettier-ignore
  const now = new Date(Math.floor(Date.now() / 1000) * 1000)
  const whole = xmlOf({ ...fields, CreateTime: now.getTime() / 1000 })
  const xml = c() < 0.1 ? mutated(c, mutated(c, whole)) : whole
  const { query, body } = pushOf(xml, now, `n${id}`)
  const bent = c() < 0.1 ? { ...query, [pick(c, Object.keys(query))]: carried(text(c).slice(0, 100)) } : query
  return { method: 'POST', path: `/wechat/mp?${new URLSearchParams(bent).toString()}`, headers: { 'content-type': 'text/xml' }, body: c() < 0.05 ? mutated(c, body) : body } // prettier-ignore
}

export const WECHAT_SETTINGS = { WECHAT_MP_APPID: MP.appId, WECHAT_MP_SECRET: MP.secret, WECHAT_MP_TOKEN: MP.token, WECHAT_MP_AES_KEY: MP.aesKey } // prettier-ignore
