/** Residents for benches: each message goes to a webhook and its reply is awaited on the platform's side. */
import { setTimeout as wait } from 'node:timers/promises'
import type { TelegramStandin } from '../test/support/telegram-standin.ts'

const SECRET = 'fault-secret'

export interface Asking {
  /** Sends one message and resolves with the milliseconds until its reply was handed over. */
  ask(): Promise<number>
}

/** The first chat that asks. */
export const FIRST_CHAT = 1_000_000

/** `chats` people take turns, so that nobody asks more often than a person would, `texts` too. Each hears one reply per message. */
export function asking(
  telegram: TelegramStandin,
  url: () => string,
  chats: number,
  texts: readonly string[] = ['低保怎么办理'],
): Asking {
  const first = FIRST_CHAT
  for (let i = 0; i < chats; i++) telegram.meets(first + i)
  const waiting = new Map<number, (() => void)[]>()
  let read = telegram.calls.length
  let id = 0
  const timer = setInterval(() => {
    for (; read < telegram.calls.length; read++) {
      const { method, params, status } = telegram.calls[read]!
      if (method === 'sendMessage' && status === 200) waiting.get(Number(params.chat_id))?.shift()?.()
    }
  }, 1)
  timer.unref()
  return {
    async ask() {
      const mine = ++id
      const chat = first + (mine % chats)
      const from = performance.now()
      const replied = new Promise<void>((done) => waiting.set(chat, [...(waiting.get(chat) ?? []), done]))
      for (;;) {
        const status = await deliver(url(), chat, mine, texts[mine % texts.length]!)
        if (status === 200) break
        // told to come again, a platform does not come at once
        await wait(status === 503 ? 200 : 20)
      }
      await replied
      return performance.now() - from
    },
  }
}

async function deliver(url: string, chat: number, id: number, text: string): Promise<number> {
  const who = { id: chat, first_name: 'R', is_bot: false }
  const message = { message_id: id, date: 1, chat: { id: chat, type: 'private' }, from: who, text }
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
    body: JSON.stringify({ update_id: id, message }),
  }).then(
    async (response) => (await response.arrayBuffer(), response.status),
    () => 0, // not let in: like any platform, try again
  )
}

/** The value below which a share of the sorted values lies. */
export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN

/** Runs `total` tasks, `atOnce` at a time; answers how many a second were done. */
export async function rate(total: number, atOnce: number, task: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  let left = total
  const line = async (): Promise<void> => {
    while (left-- > 0) await task()
  }
  await Promise.all(Array.from({ length: atOnce }, line))
  return (total * 1000) / (performance.now() - from)
}
