/** Receiving by webhook: the secret, and keeping the registration alive. */
import { z } from 'zod'
import type { TelegramApi } from './api.ts'
import type { Delay } from './stay-connected.ts'

/** Where web/ listens, and where Telegram is sent when only a host was configured. */
export const WEBHOOK_PATH = '/telegram/webhook'

const CHECK_EVERY_MS = 60_000

const info = z.object({ url: z.string() })

export function webhookUrl(configured: string): string {
  const url = new URL(configured)
  return url.pathname === '/' ? new URL(WEBHOOK_PATH, url).href : url.href
}

/** Thrown when the registration is gone: connecting again renews it. */
class RegistrationLost extends Error {
  override readonly name = 'RegistrationLost'
}

interface Watch {
  readonly api: TelegramApi
  readonly url: string
  readonly deadlineMs: number
  readonly delay: Delay
  readonly signal: AbortSignal
}

/** Sees each minute that Telegram can be reached and still delivers to us. */
export function makeWatch({ api, url, deadlineMs, delay, signal }: Watch) {
  return async (first: boolean, up: () => void): Promise<void> => {
    if (!first) await delay(CHECK_EVERY_MS, signal)
    if (signal.aborted) return
    const registered = info.parse(await api.call('getWebhookInfo', {}, { deadlineMs, signal }))
    if (registered.url !== url) throw new RegistrationLost('the webhook leads elsewhere')
    up()
  }
}
