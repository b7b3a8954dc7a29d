/** The Telegram channel beside its stand-in, receiving by long poll or by webhook. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { telegramChannel, type TelegramChannel, type TelegramOptions } from '../../../bot/channels/telegram/index.ts'
import { TELEGRAM_LIMITS } from '../../../bot/channels/telegram/outgoing.ts'
import type { Log } from '../../../core/log.ts'
import type { Condition, Rig } from '../channel-contract.ts'
import { startTelegram, type TelegramStandin } from '../telegram-standin.ts'
import { answer, bodyOf } from './wire.ts'
import { buttonsOf } from './world.ts'

export const TOKEN = '4242:AAE-very_secret-token'
export const SECRET = 'hook-secret_1'
export const RESIDENT = 7001
const PAUSE_S = 7

export interface TelegramRig extends Rig {
  readonly channel: TelegramChannel
  readonly telegram: TelegramStandin
  /** Everything the channel wrote to the log, as it would be printed. */
  readonly logged: string[]
}

export async function telegramRig(
  receiving: 'polling' | 'webhook' = 'polling',
  changes: Partial<TelegramOptions> = {},
): Promise<TelegramRig> {
  const telegram = await startTelegram({ token: TOKEN })
  telegram.meets(RESIDENT)
  const logged: string[] = []
  const server = receiving === 'webhook' ? await listen(() => channel) : undefined
  const channel = telegramChannel({
    token: TOKEN,
    apiRoot: telegram.root,
    ...(server ? { webhook: { url: server.url, secret: SECRET } } : {}),
    maxFileBytes: 1_000_000,
    log: logInto(logged),
    now: () => new Date('2026-11-23T08:00:00Z'),
    // Pauses are what production waits; here they only have to be pauses.
    delay: (ms, signal) => pause(Math.min(ms, 10), undefined, { signal }).catch(() => undefined),
    ...changes,
  })
  const faults: Record<Condition, () => void> = {
    up: () => telegram.heal(),
    down: () => telegram.fault({ method: '*', kind: 'drop', times: Infinity }),
    busy: () =>
      telegram.fault({ method: 'sendMessage', kind: 'answer', status: 429, parameters: { retry_after: PAUSE_S } }),
    left: () => void telegram.blocks(RESIDENT),
    refuses: () =>
      telegram.fault({ method: 'sendMessage', kind: 'answer', status: 400, description: 'Bad Request: injected' }),
    mute: () => telegram.fault({ method: 'sendMessage', kind: 'drop', done: true }),
  }
  return {
    channel,
    telegram,
    logged,
    resident: { channel: 'telegram', id: String(RESIDENT) },
    limit: TELEGRAM_LIMITS.text,
    pauseMs: PAUSE_S * 1000,
    secret: TOKEN,
    says: async (text) => void telegram.says(RESIDENT, text),
    redelivers: async () => telegram.redelivers(),
    chooses: async (label) => void telegram.presses(RESIDENT, label),
    sendsFile: async (file, caption) =>
      void telegram.sendsDocument(RESIDENT, file, caption === undefined ? {} : { caption }),
    sees: async () =>
      telegram
        .sees(RESIDENT)
        .map((message) =>
          [
            message.text ?? message.caption ?? '',
            ...buttonsOf(message).map(({ text, url }) => (url === undefined ? text : `${text} ${url}`)),
          ].join('\n'),
        ),
    receives: async () => telegram.sees(RESIDENT).flatMap(({ file }) => (file ? [file] : [])),
    platform: async (condition) => faults[condition](),
    close: async () => {
      await telegram.stop()
      await server?.close()
    },
  }
}

/** The route that web/ keeps, as small as it can be. */
async function listen(channel: () => TelegramChannel) {
  const server = http.createServer((request, response) => {
    const header = request.headers['x-telegram-bot-api-secret-token']
    void bodyOf(request)
      .then((body) => channel().handleWebhook(header?.toString(), JSON.parse(body.toString('utf8'))))
      .then(({ status }) => answer(response, status, {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram/webhook`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function logInto(lines: string[]): Log {
  const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
  return { debug: write, info: write, warn: write, error: write }
}
