/**
 * The control side of the stand-in run as a program: a person's side of the chats over HTTP.
 *
 *   POST   /_user/says     {chat, text, from?, quotes?}      quotes: part of the desk's message that is quoted
 *   POST   /_user/press    {chat, label, from?}
 *   POST   /_user/photo    {chat, base64, caption?}
 *   POST   /_user/document {chat, name, type, base64, caption?}
 *   POST   /_user/sends    {chat, what}                      sticker, voice, video, location, contact, poll
 *   POST   /_user/blocks   {chat, blocked}
 *   GET    /_user/sees?chat=7[&after=MESSAGE_ID]             the desk's messages, oldest first
 *   POST   /_fault         {method, kind, status?, parameters?, done?, times?}   times 0: until cleared
 *   DELETE /_fault
 *   GET    /_calls[?method=sendMessage]
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TelegramStandin } from '../telegram-standin.ts'
import type { Fault } from './faults.ts'
import type { Other } from './people.ts'
import { answer, bodyOf } from './wire.ts'
import { buttonsOf, type Message } from './world.ts'

interface Asked {
  readonly chat: number
  readonly text: string
  readonly label: string
  readonly from?: number
  readonly quotes?: string
  readonly base64: string
  readonly name: string
  readonly type: string
  readonly caption?: string
  readonly what: Other
  readonly blocked?: boolean
}

const ACTS: Readonly<Record<string, (telegram: TelegramStandin, asked: Asked) => unknown>> = {
  says: (telegram, { chat, text, from, quotes }) =>
    quotes === undefined
      ? telegram.says(chat, text, from === undefined ? {} : { from })
      : telegram.quotes(chat, quotes, text, from),
  press: (telegram, { chat, label, from }) => telegram.presses(chat, label, from),
  photo: (telegram, { chat, base64, caption }) => telegram.sendsPhoto(chat, bytesOf(base64), captioned(caption)),
  document: (telegram, { chat, name, type, base64, caption }) =>
    telegram.sendsDocument(chat, { name, type, bytes: bytesOf(base64) }, captioned(caption)),
  sends: (telegram, { chat, what }) => telegram.sends(chat, what),
  blocks: (telegram, { chat, blocked = true }) => (blocked ? telegram.blocks(chat) : telegram.unblocks(chat)),
}

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
const captioned = (caption: string | undefined) => (caption === undefined ? {} : { caption })

export async function control(
  telegram: TelegramStandin,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const query = new URL(request.url ?? '/', 'http://x').searchParams
  const route = `${request.method ?? 'GET'} ${path}`
  if (route === 'GET /_user/sees') {
    const after = Number(query.get('after') ?? 0)
    const seen = telegram.sees(Number(query.get('chat'))).filter((message) => message.message_id > after)
    return answer(response, 200, { messages: seen.map(shown) })
  }
  if (route === 'GET /_calls') {
    const method = query.get('method')
    const calls = telegram.calls.filter((call) => method === null || call.method === method)
    return answer(response, 200, { calls: calls.map(({ method: name, status }) => ({ method: name, status })) })
  }
  if (route === 'DELETE /_fault') {
    telegram.heal()
    return answer(response, 200, { ok: true })
  }
  const act = ACTS[path.replace('/_user/', '')]
  if (request.method !== 'POST' || !(act || path === '/_fault')) return answer(response, 404, { ok: false })
  try {
    const asked: unknown = JSON.parse((await bodyOf(request)).toString('utf8'))
    // Only a person walking a desk writes here: a wrong shape is answered with what goes wrong.
    if (act) return answer(response, 200, { ok: true, update: act(telegram, asked as Asked) })
    telegram.fault(asked as Fault)
    return answer(response, 200, { ok: true })
  } catch (error) {
    return answer(response, 400, { ok: false, why: String(error) })
  }
}

/** A message as its reader sees it. */
const shown = (message: Message) => ({
  id: message.message_id,
  at: new Date(message.date * 1000).toISOString(),
  text: message.text ?? message.caption ?? '',
  buttons: buttonsOf(message).map((one) => ({ label: one.text, value: one.callback_data, url: one.url })),
  ...(message.file
    ? { file: { name: message.file.name, type: message.file.type, size: message.file.bytes.length } }
    : {}),
})
