/** The Official Account platform on loopback: its API, and the pushes it makes to the desk. */
import { createCipheriv, createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Condition, SentFile } from './channel-contract.ts'

export const MP = {
  appId: 'wx0123456789abcdef',
  secret: 'secret-of-the-account',
  token: 'token-of-the-account',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
}
export const FOLLOWER = 'oAlice'
export const NOW = new Date('2026-11-23T01:00:00Z')

// prettier-ignore
const ERRORS: Partial<Record<Condition, number>> = { left: 43004, refuses: 45002, busy: 45009 }

export const sha1 = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex')

/** Written apart from the desk's own code, so that the two check each other. */
export function sealed(xml: string, appId = MP.appId, aesKey = MP.aesKey): string {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(xml))
  const plain = Buffer.concat([Buffer.alloc(16, 7), length, Buffer.from(xml), Buffer.from(appId)])
  const pad = 32 - (plain.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()]).toString(
    'base64',
  )
}

export function xmlOf(fields: Record<string, string | number>): string {
  const all = { ToUserName: 'gh_town', FromUserName: FOLLOWER, CreateTime: NOW.getTime() / 1000, ...fields }
  const cdata = (value: string) => `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
  const tag = ([name, value]: [string, string | number]) =>
    `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`
  return `<xml>${Object.entries(all).map(tag).join('')}</xml>`
}

/** A push as the platform signs and seals it. */
export function pushOf(xml: string, at = NOW, nonce = 'n1') {
  const timestamp = String(at.getTime() / 1000)
  const encrypt = sealed(xml)
  const body = `<xml><ToUserName><![CDATA[gh_town]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`
  const query = {
    ...{ timestamp, nonce, encrypt_type: 'aes', openid: FOLLOWER },
    signature: sha1(MP.token, timestamp, nonce),
    msg_signature: sha1(MP.token, timestamp, nonce, encrypt),
  }
  return { method: 'POST', query, body }
}

export interface FakeMp {
  readonly root: string
  readonly calls: string[]
  readonly screen: string[]
  readonly files: SentFile[]
  readonly tokens: string[]
  /** Menus put in place, as JSON. */
  readonly menus: string[]
  condition: Condition
  /** No access token given out so far is taken any more. */
  expire(): void
  addMedia(bytes: Uint8Array): string
  close(): Promise<void>
}

export async function fakeMp(): Promise<FakeMp> {
  const media = new Map<string, Uint8Array>()
  const uploads = new Map<string, SentFile>()
  let valid = ''
  const server = createServer((request, response) => {
    void answer(request).then((result) => {
      if (result === 'drop') return response.destroy()
      if (result === 'silence') return undefined
      const raw = result instanceof Uint8Array
      response.setHeader('content-type', raw ? 'image/jpeg' : 'application/json')
      return response.end(raw ? result : JSON.stringify(result))
    })
  })

  async function answer(request: IncomingMessage): Promise<object | Uint8Array | 'drop' | 'silence'> {
    const url = new URL(request.url ?? '', 'http://localhost')
    const body = await bodyOf(request)
    fake.calls.push(url.pathname)
    if (fake.condition === 'down') return 'drop'
    if (url.pathname === '/cgi-bin/stable_token') return give(JSON.parse(body.toString()) as { secret: string })
    if (url.searchParams.get('access_token') !== valid) return { errcode: 40001, errmsg: 'invalid credential' }
    switch (url.pathname) {
      case '/cgi-bin/get_api_domain_ip':
        return { ip_list: [] }
      case '/cgi-bin/menu/create':
        return menuFault(JSON.parse(body.toString()) as Menu) ?? (fake.menus.push(body.toString()), { errcode: 0 })
      case '/cgi-bin/media/get':
        return media.get(url.searchParams.get('media_id') ?? '') ?? { errcode: 40007, errmsg: 'invalid media_id' }
      case '/cgi-bin/media/upload':
        return upload(request, body)
      case '/cgi-bin/message/custom/send':
        return show(JSON.parse(body.toString()) as Shown)
      default:
        return { errcode: 40066, errmsg: 'invalid url' }
    }
  }

  function give({ secret }: { secret: string }): object {
    if (secret !== MP.secret) return { errcode: 40125, errmsg: `invalid appsecret ${secret}` }
    if (valid === '') fake.tokens.push((valid = `access-${fake.tokens.length + 1}`))
    return { access_token: valid, expires_in: 7200 }
  }

  function upload(request: IncomingMessage, body: Buffer): object {
    const file = filePart(body, request.headers['content-type'] ?? '')
    if (!file) return { errcode: 41005, errmsg: 'media data missing' }
    const id = `media-${uploads.size}`
    uploads.set(id, file)
    return { media_id: id }
  }

  function show(shown: Shown): object | 'silence' {
    const errcode = ERRORS[fake.condition]
    if (errcode !== undefined) return { errcode, errmsg: 'no' }
    if (shown.text) fake.screen.push(shown.text.content)
    const file = uploads.get(shown.image?.media_id ?? '')
    if (file) fake.files.push(file)
    return fake.condition === 'mute' ? 'silence' : { errcode: 0, errmsg: 'ok' }
  }

  const fake: FakeMp = {
    root: await listen(server),
    ...{ calls: [], screen: [], files: [], tokens: [], menus: [], condition: 'up' },
    expire: () => (valid = ''),
    addMedia(bytes) {
      const id = `sent-${media.size}`
      media.set(id, bytes)
      return id
    },
    close: () => close(server),
  }
  return fake
}

/** The one file of a multipart form. */
export function filePart(body: Buffer, contentType: string): SentFile | undefined {
  const boundary = /boundary=(.+)$/u.exec(contentType)?.[1] ?? ''
  const start = body.indexOf('\r\n\r\n')
  const end = body.lastIndexOf(`\r\n--${boundary}--`)
  const head = body.subarray(0, start).toString()
  const name = /name="media"; filename="([^"]*)"/u.exec(head)?.[1]
  if (name === undefined || end < start) return undefined
  const type = /^content-type: (.+)$/imu.exec(head)?.[1]?.trim() ?? ''
  return { name, type, bytes: new Uint8Array(body.subarray(start + 4, end)) }
}

interface Shown {
  readonly text?: { readonly content: string }
  readonly image?: { readonly media_id: string }
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

interface Menu {
  readonly button: readonly {
    readonly name: string
    readonly type?: string
    readonly key?: string
    readonly url?: string
    readonly sub_button?: Menu['button']
  }[]
}

/** What WeChat refuses in a menu, by its own numbers; WeCom's are alike. */
export function menuFault({ button }: Menu, below = false): object | undefined {
  const no = (errcode: number) => ({ errcode, errmsg: 'invalid button' })
  if (button.length < 1 || button.length > (below ? 5 : 3)) return no(below ? 40023 : 40016)
  for (const { name, type, key = '', url = '', sub_button } of button) {
    if (Buffer.byteLength(name) > (below ? 60 : 16)) return no(40018)
    const fault = sub_button && menuFault({ button: sub_button }, true)
    if (fault) return fault
    if (type === 'click' && (key === '' || Buffer.byteLength(key) > 128)) return no(40019)
    if (type === 'view' && !/^https?:\/\/.{1,1000}$/u.test(url)) return no(40020)
    if (type === undefined && !sub_button) return no(40017)
  }
  return undefined
}
