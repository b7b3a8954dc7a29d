/**
 * WeCom's platform on loopback: its API for the self-built app and for 微信客服, and the pushes it makes to the desk. It
 * behaves as the real one does where that can be read: tokens that expire, frequency limits, an address list, cards that
 * change once, messages drawn by a cursor, three deliveries of a push, a window of 48 hours and five messages.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { Condition, SentFile } from './channel-contract.ts'
import { bodyOf, close, filePart, listen, menuFault, NOW, sealed, sha1 } from './fake-wechat-mp.ts'

export const WECOM = {
  ...{ corpId: 'ww0123456789abcdef', agentId: '1000002', secret: 'secret-of-the-app' },
  ...{ token: 'tokenOfTheApp', aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' },
}
export const KF = {
  ...{ corpId: WECOM.corpId, secret: 'secret-of-the-service' },
  ...{ token: 'tokenOfTheService', aesKey: 'GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba' },
}
export const MEMBER = 'wangfang'
export const CUSTOMER = { kf: 'wkTown', user: 'wmAlice' }

type Json = Record<string, unknown>
export interface Card {
  readonly user: string
  readonly taskId: string
  readonly buttons: readonly { readonly text: string; readonly key?: string; readonly url?: string }[]
  /** What stands on the button once it takes no tap any more. */
  replaced: string | undefined
}
export interface KfMessage extends Json {
  readonly msgid: string
  readonly send_time: number
}

/** A push as the platform signs and seals it; the token of kf where it is for the service. */
export function wecomPush(
  fields: Record<string, string | number>,
  at = NOW,
  nonce = 'n1',
  to: { token: string; aesKey: string; corpId: string } = WECOM,
) {
  // prettier-ignore
  const all = { ToUserName: to.corpId, CreateTime: at.getTime() / 1000, ...fields }
  const tag = ([name, value]: [string, string | number]) =>
    `<${name}>${typeof value === 'number' ? value : `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`}</${name}>`
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const encrypt = sealed(`<xml>${Object.entries(all).map(tag).join('')}</xml>`, to.corpId, to.aesKey)
  const body = `<xml><ToUserName><![CDATA[${to.corpId}]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt><AgentID>${WECOM.agentId}</AgentID></xml>`
  return { method: 'POST', query: { timestamp, nonce, msg_signature: sha1(to.token, timestamp, nonce, encrypt) }, body }
}

/** The request by which the platform tries an address: the answer is what lies sealed in `echostr`. */
export function wecomHandshake(word: string, to: { token: string; aesKey: string; corpId: string } = WECOM, at = NOW) {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const echostr = sealed(word, to.corpId, to.aesKey)
  return { method: 'GET', query: { timestamp, nonce: 'n', echostr, msg_signature: sha1(to.token, timestamp, 'n', echostr) }, body: '' } // prettier-ignore
}

export interface FakeWecom {
  readonly root: string
  readonly calls: string[]
  /** What the member or the customer sees of the desk, cards and menus with their buttons. */
  readonly screen: string[]
  readonly files: SentFile[]
  readonly cards: Card[]
  readonly menus: { readonly id: string; readonly content: string }[][]
  readonly tokens: string[]
  /** Menus put below the app's chat, as JSON. */
  readonly appMenus: string[]
  /** Everything customers wrote, oldest first: a cursor is a place in it. */
  readonly inbox: KfMessage[]
  condition: Condition
  /** An errcode every call but that for a token is answered with, until undefined. */
  refusal: number | undefined
  /** Messages a customer is sent after one of his own. */
  most: number
  /** How often messages were drawn. */
  drawn: number
  /** Set: messages are drawn from this place on, whatever the cursor says. */
  cursorFrom: number | undefined
  /** Answers are cut in the middle. */
  half: boolean
  /** No access token given out so far is taken any more. */
  expire(): void
  addMedia(bytes: Uint8Array): string
  /** The member taps a button of a card that still takes taps: the fields of the push that tells. */
  tap(label: string): Record<string, string>
  /** A customer writes or does something; returns the token the callback carries. */
  customer(message: Json): string
  close(): Promise<void>
}

// prettier-ignore
const SAYS: Readonly<Record<number, string>> = {
  40014: 'invalid access_token', 42001: 'access_token expired', 45009: 'api freq out of limit', 81013: 'user & party & tag all invalid',
  60020: 'not allow to access from your ip, hint: [1650], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60020',
}

export async function fakeWecom(now: () => Date = () => NOW): Promise<FakeWecom> {
  const media = new Map<string, Uint8Array>()
  const uploads = new Map<string, SentFile>()
  const current = new Map<string, string>()
  const codes = new Map<string, Card>()
  const pushTokens = new Set<string>()
  let toldSince = 0
  const no = (errcode: number): Json => ({ errcode, errmsg: SAYS[errcode] ?? 'no' })

  const server = createServer((request, response) => {
    void answer(request).then((result) => {
      if (result === 'drop') return response.destroy()
      if (result === 'silence') return undefined
      const raw = result instanceof Uint8Array
      const bytes = raw ? result : Buffer.from(JSON.stringify(result))
      response.setHeader('content-type', raw ? 'application/octet-stream' : 'application/json')
      response.setHeader('content-length', bytes.length)
      if (!fake.half) return response.end(bytes)
      response.write(bytes.subarray(0, bytes.length >> 1))
      return setImmediate(() => response.destroy())
    })
  })

  async function answer(request: IncomingMessage): Promise<Json | Uint8Array | 'drop' | 'silence'> {
    const url = new URL(request.url ?? '', 'http://localhost')
    const body = await bodyOf(request)
    const json = (): Json => JSON.parse(body.toString()) as Json
    fake.calls.push(url.pathname)
    if (fake.condition === 'down') return 'drop'
    if (url.pathname === '/cgi-bin/gettoken') return give(url.searchParams)
    if (fake.refusal !== undefined) return no(fake.refusal)
    const token = url.searchParams.get('access_token') ?? ''
    if (![...current.values()].includes(token)) return no(fake.tokens.includes(token) ? 42001 : 40014)
    const forKf = current.get(KF.secret) === token
    switch (url.pathname) {
      case '/cgi-bin/agent/get':
        return url.searchParams.get('agentid') === WECOM.agentId ? { errcode: 0 } : no(301002)
      case '/cgi-bin/media/get':
        return media.get(url.searchParams.get('media_id') ?? '') ?? no(40007)
      case '/cgi-bin/media/upload': {
        const file = filePart(body, request.headers['content-type'] ?? '')
        if (!file || file.bytes.length <= 5) return no(40006)
        const id = `media-${uploads.size}`
        uploads.set(id, file)
        return { errcode: 0, media_id: id }
      }
      case '/cgi-bin/menu/create':
        return (menuFault(json() as never) as Json | undefined) ?? (fake.appMenus.push(body.toString()), { errcode: 0 })
      case '/cgi-bin/message/send':
        return forKf ? no(48002) : sendApp(json())
      case '/cgi-bin/message/update_template_card':
        return update(json())
      case '/cgi-bin/kf/account/list':
        return forKf ? { errcode: 0, account_list: [{ open_kfid: CUSTOMER.kf, name: '镇政府' }] } : no(48002)
      case '/cgi-bin/kf/sync_msg':
        return forKf ? sync(json()) : no(48002)
      case '/cgi-bin/kf/send_msg':
      case '/cgi-bin/kf/send_msg_on_event':
        return forKf ? sendKf(url.pathname.endsWith('on_event'), json()) : no(48002)
      default:
        return no(40066)
    }
  }

  function give(asked: URLSearchParams): Json {
    const secret = asked.get('corpsecret') ?? ''
    if (fake.refusal === 60020) return no(60020)
    if (asked.get('corpid') !== WECOM.corpId) return no(40013)
    if (secret !== WECOM.secret && secret !== KF.secret)
      return { errcode: 40001, errmsg: `invalid credential, hint ${secret}` }
    const token = current.get(secret) ?? `access-${fake.tokens.length + 1}`
    if (!current.has(secret)) fake.tokens.push(token)
    current.set(secret, token)
    return { errcode: 0, access_token: token, expires_in: 7200 }
  }

  function sendApp(message: Json): Json | 'silence' {
    const bad = { left: 81013, refuses: 44004, busy: 45009 }[fake.condition as 'left']
    if (bad !== undefined) return no(bad)
    const card = message['template_card'] as { task_id: string; main_title: { title: string }; sub_title_text?: string; button_list: Card['buttons'] } | undefined // prettier-ignore
    if (message['touser'] === '@all') throw new Error('everybody was written to')
    if (String(message['agentid']) !== WECOM.agentId) return no(301002)
    let response_code: string | undefined
    if (card) {
      if (fake.cards.some((c) => c.taskId === card.task_id)) return no(42014)
      if (card.button_list.length > 6 || new Set(card.button_list.map((b) => b.key)).size < card.button_list.length)
        return no(40058)
      const shown = { user: String(message['touser']), taskId: card.task_id, buttons: card.button_list, replaced: undefined } // prettier-ignore
      fake.cards.push(shown)
      codes.set((response_code = `code-sent-${codes.size}`), shown)
      fake.screen.push([card.main_title.title, card.sub_title_text, ...card.button_list.map((b) => `[${b.text}]${b.url ?? ''}`)].filter(Boolean).join('\n')) // prettier-ignore
    }
    show(message)
    return fake.condition === 'mute' ? 'silence' : { errcode: 0, errmsg: 'ok', invaliduser: '', msgid: 'm1', ...(response_code && { response_code }) } // prettier-ignore
  }

  /** In a text `<a href="…">…</a>` becomes a link and vanishes from the screen. */
  function show(message: Json): void {
    const text = (message['text'] as { content: string } | undefined)?.content
    if (text !== undefined) {
      if (Buffer.byteLength(text) > 2048) throw new Error('the platform would have cut this text')
      fake.screen.push(text.replace(/<a\s[^>]*>(.*?)<\/a>/giu, '$1'))
    }
    for (const kind of ['image', 'file'] as const) {
      const file = uploads.get((message[kind] as { media_id: string } | undefined)?.media_id ?? '')
      if (file) fake.files.push(file)
    }
  }

  function update({ response_code, button }: Json): Json {
    const card = codes.get(String(response_code))
    if (!card) return no(42014)
    codes.delete(String(response_code))
    card.replaced = (button as { replace_name: string }).replace_name
    return { errcode: 0, errmsg: 'ok' }
  }

  function sync({ cursor, token, limit = 1000, open_kfid }: Json): Json {
    if (fake.condition === 'busy') return no(45009)
    fake.drawn += 1
    if (token !== undefined && !pushTokens.has(token as string)) return no(95006)
    const from = fake.cursorFrom ?? Number(/^c(\d+)$/u.exec((cursor ?? 'c0') as string)?.[1] ?? 0)
    const mine = fake.inbox.filter((m) => open_kfid === undefined || m['open_kfid'] === open_kfid)
    const page = mine.slice(from, from + Number(limit))
    const next = from + page.length
    return { errcode: 0, next_cursor: `c${next}`, has_more: next < mine.length ? 1 : 0, msg_list: page }
  }

  function sendKf(onEvent: boolean, message: Json): Json | 'silence' {
    const bad = { left: 40096, refuses: 44004, busy: 45009 }[fake.condition as 'left']
    if (bad !== undefined) return no(bad)
    if (onEvent && !/^welcome-/u.test(String(message['code']))) return no(95007)
    if (!onEvent) {
      const last = fake.inbox.filter((m) => m['origin'] === 3).at(-1)
      const hours = last ? (now().getTime() / 1000 - last.send_time) / 3600 : Infinity
      if (toldSince >= fake.most) return no(95001)
      if (hours >= 48 && last) return no(95018)
      toldSince += 1
    }
    const menu = message['msgmenu'] as { head_content: string; list: { type: string; click?: { id: string; content: string }; view?: { url: string; content: string } }[] } | undefined // prettier-ignore
    if (menu) {
      if (Buffer.byteLength(menu.head_content) > 1024 || menu.list.length > 10) return no(40058)
      fake.menus.push(menu.list.flatMap((l) => (l.click ? [l.click] : [])))
      fake.screen.push([menu.head_content, ...menu.list.map((l) => (l.click ? l.click.content : `${l.view?.content} ${l.view?.url}`))].join('\n')) // prettier-ignore
    }
    show(message)
    return fake.condition === 'mute' ? 'silence' : { errcode: 0, errmsg: 'ok', msgid: `k${toldSince}` }
  }

  const fake: FakeWecom = {
    root: await listen(server),
    ...{ calls: [], screen: [], files: [], cards: [], menus: [], tokens: [], appMenus: [], inbox: [] },
    ...{ condition: 'up', refusal: undefined, cursorFrom: undefined, most: 5, drawn: 0, half: false },
    expire: () => current.clear(),
    addMedia(bytes) {
      const id = `sent-${media.size}`
      media.set(id, bytes)
      return id
    },
    tap(label) {
      const card = fake.cards.filter((c) => c.replaced === undefined).at(-1)
      const button = card?.buttons.find((b) => b.text === label)
      if (!card || button?.key === undefined) throw new Error(`nobody can tap ${label}`)
      const ResponseCode = `code-tapped-${codes.size}`
      codes.set(ResponseCode, card)
      const told = { MsgType: 'event', Event: 'template_card_event', CardType: 'button_interaction' }
      return { ...told, EventKey: button.key, TaskId: card.taskId, ResponseCode }
    },
    customer(message) {
      const common = { msgid: `k-${fake.inbox.length + 1}`, open_kfid: CUSTOMER.kf, external_userid: CUSTOMER.user, origin: 3, send_time: Math.floor(now().getTime() / 1000) } // prettier-ignore
      fake.inbox.push({ ...common, ...message })
      if ((message['origin'] ?? 3) === 3) toldSince = 0
      const token = `push-${fake.inbox.length}`
      pushTokens.add(token)
      return token
    },
    close: () => close(server),
  }
  return fake
}

/** Delivers a push to an address, three times at most, as the platform does; resolves when the first has reached it. */
export async function deliverThrice(
  url: string,
  { query, body }: { query: Record<string, string>; body: string },
  reached: Promise<void>,
): Promise<void> {
  const pushing = (async () => {
    for (let tries = 0; tries < 3; tries++) {
      const response = await fetch(`${url}/?${new URLSearchParams(query).toString()}`, { method: 'POST', body })
      if (response.status === 200) return
    }
  })()
  await Promise.race([reached, pushing])
}
