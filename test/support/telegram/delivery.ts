/** How updates reach the desk: long poll with offset, or a webhook with secret and retries. */
import { setTimeout as pause } from 'node:timers/promises'
import type { ServerResponse } from 'node:http'
import { Refusal, type Params } from './methods.ts'
import type { Update, World } from './world.ts'

export interface Webhook {
  readonly url: string
  readonly secret: string | undefined
}

export interface Delivery {
  readonly push: (content: Omit<Update, 'update_id'>) => Update
  /** Delivers once more what was delivered last, whatever was acknowledged. */
  readonly again: () => void
  readonly webhook: () => Webhook | undefined
  readonly outcomes: readonly number[]
  readonly methods: Readonly<Record<string, (world: World, params: Params) => unknown>>
  /** Whether a poll with these parameters has something to answer with. */
  readonly ready: (params: Params) => boolean
  /** Resolves when there is something to answer a poll with, its time is over, or it has been woken. */
  readonly arrival: (params: Params, response: ServerResponse) => Promise<void>
  readonly wake: () => void
  /** Resolves when hanging calls are let go. */
  readonly released: (response: ServerResponse) => Promise<void>
  readonly release: () => void
  readonly stop: () => void
}

interface State {
  webhook: Webhook | undefined
  allowed: string[]
  /** Counts polls: a newer one ends the one that waits. */
  poll: number
  last: Update | undefined
}

export function makeDelivery(world: World, retryMs: number): Delivery {
  const state: State = { webhook: undefined, allowed: [], poll: 0, last: undefined }
  const outcomes: number[] = []
  const stopping = new AbortController()
  const waiting = new Set<() => void>()
  const hanging = new Set<() => void>()
  /** Updates to be served whatever the offset says. */
  const unasked: Update[] = []
  const wake = () => [...waiting].forEach((go) => go())

  /** The webhook gets one update at a time per chat, again and again until it says 200. */
  const lanes = new Map<string, Promise<void>>()
  const post = async (update: Update): Promise<void> => {
    while (state.webhook && !stopping.signal.aborted) {
      const { url, secret } = state.webhook
      const headers = {
        'content-type': 'application/json',
        ...(secret ? { 'x-telegram-bot-api-secret-token': secret } : {}),
      }
      const status = await fetch(url, {
        method: 'POST',
        headers,
        body: JSON.stringify(update),
        signal: stopping.signal,
      })
        .then(async (response) => {
          await response.arrayBuffer()
          return response.status
        })
        .catch(() => 0)
      outcomes.push(status)
      if (status === 200) {
        world.updates = world.updates.filter((one) => one.update_id !== update.update_id)
        return
      }
      await pause(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const dispatch = (update: Update) => {
    if (!state.webhook) return wake()
    const lane = laneOf(update)
    lanes.set(
      lane,
      (lanes.get(lane) ?? Promise.resolve()).then(() => post(update)),
    )
  }

  const served = (params: Params): Update[] => {
    const offset = Number(params.offset ?? 0)
    const due = world.updates.filter((update) => update.update_id >= offset)
    return [...unasked, ...due].slice(0, Number(params.limit ?? 100))
  }

  const drop = (params: Params) => {
    if (String(params.drop_pending_updates) === 'true') world.updates = []
  }

  return {
    push: (content) => {
      const update = { update_id: world.nextUpdate++, ...content }
      const kind = Object.keys(content)[0] ?? ''
      if (state.allowed.length > 0 && !state.allowed.includes(kind)) return update
      world.updates.push(update)
      state.last = update
      dispatch(update)
      return update
    },
    again: () => {
      const update = state.last
      if (!update) throw new Error('nothing was delivered yet')
      if (!state.webhook) unasked.push(update)
      dispatch(update)
    },
    webhook: () => state.webhook,
    outcomes,
    methods: {
      setwebhook: (_world, params) => {
        const secret = params.secret_token
        if (secret !== undefined && !(typeof secret === 'string' && /^[\w-]{1,256}$/.test(secret)))
          throw new Refusal(400, 'Bad Request: secret token contains unallowed characters')
        state.webhook = typeof params.url === 'string' && params.url !== '' ? { url: params.url, secret } : undefined
        state.allowed = allowedOf(params) ?? state.allowed
        drop(params)
        wake()
        if (state.webhook) world.updates.forEach(dispatch)
        return true
      },
      deletewebhook: (_world, params) => {
        state.webhook = undefined
        drop(params)
        return true
      },
      getwebhookinfo: () => ({
        url: state.webhook?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: world.updates.length,
      }),
      getupdates: (_world, params) => {
        if (state.webhook)
          throw new Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first",
          )
        if (params.overtaken)
          throw new Refusal(409, 'Conflict: terminated by other getUpdates request; make sure that only one runs')
        const updates = served(params)
        unasked.splice(0)
        return updates
      },
    },
    ready: (params) => state.webhook !== undefined || served(params).length > 0,
    arrival: async (params, response) => {
      const mine = ++state.poll
      wake()
      state.allowed = allowedOf(params) ?? state.allowed
      // The offset acknowledges as soon as the poll arrives, not when it is answered.
      const offset = Number(params.offset ?? 0)
      if (!state.webhook) world.updates = world.updates.filter((update) => update.update_id >= offset)
      const seconds = Number(params.timeout ?? 0)
      if (state.webhook || served(params).length > 0 || seconds === 0) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, seconds * 1000)
        function done() {
          clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        waiting.add(done)
        response.on('close', done)
      })
      if (state.poll !== mine) params.overtaken = true
    },
    wake,
    released: (response) =>
      new Promise<void>((resolve) => {
        hanging.add(resolve)
        response.on('close', resolve)
      }),
    release: () => {
      for (const go of hanging) go()
      hanging.clear()
    },
    stop: () => {
      stopping.abort()
      wake()
    },
  }
}

function allowedOf(params: Params): string[] | undefined {
  const allowed = params.allowed_updates
  return (typeof allowed === 'string' ? JSON.parse(allowed) : allowed) as string[] | undefined
}

function laneOf(update: Update): string {
  const inner = (update.message ?? update.callback_query ?? {}) as {
    chat?: { id: number }
    message?: { chat?: { id: number } }
  }
  return String(inner.chat?.id ?? inner.message?.chat?.id ?? 'none')
}
