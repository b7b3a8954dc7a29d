/**
 * A stand-in for the Bot API server on loopback, with the people in its chats.
 *
 * In a test: `const telegram = await startTelegram()`, then `telegram.root` is the API root.
 * As a program: `tsx test/support/telegram-standin.ts --port 8081`, then run the desk with
 * `TELEGRAM_API_ROOT=http://127.0.0.1:8081` and any token; see `telegram/control.ts` for its control side.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { control } from './telegram/control.ts'
import { makeDelivery, type Delivery, type Webhook } from './telegram/delivery.ts'
import { makeFaults, type Fault, type Faults } from './telegram/faults.ts'
import { METHODS, Refusal, screenOf, type Params } from './telegram/methods.ts'
import { makePeople, type People } from './telegram/people.ts'
import { no, ok, paramsOf } from './telegram/wire.ts'
import { makeWorld, type Message, type World } from './telegram/world.ts'

export interface Call {
  readonly method: string
  readonly params: Params
  /** 0: cut or never answered. */
  readonly status: number
}

export interface TelegramStandin extends People {
  readonly root: string
  readonly world: World
  /** Every call of the desk, in order of their ends. */
  readonly calls: readonly Call[]
  /** What a chat's person sees of the desk. */
  sees(chat: number): Message[]
  /** From now on calls of this method fail; a long poll in progress meets it at once. */
  fault(fault: Fault): void
  /** Ends every fault; calls that hang are cut. */
  heal(): void
  readonly webhook: Webhook | undefined
  /** Answers the webhook gave, oldest first. */
  readonly deliveries: readonly number[]
  stop(): Promise<void>
}

interface Options {
  readonly port?: number
  /** The one token that is right; unset, every token is. */
  readonly token?: string
  readonly username?: string
  readonly now?: () => Date
  /** Pause before a webhook is tried again. */
  readonly retryMs?: number
}

/** What every part of the server needs to hand. */
interface Desk {
  readonly world: World
  readonly delivery: Delivery
  readonly faults: Faults
  readonly calls: Call[]
  readonly token: string | undefined
}

export async function startTelegram(options: Options = {}): Promise<TelegramStandin> {
  const id = Number(options.token?.split(':')[0] ?? 42)
  const world = makeWorld(options.username ?? 'town_desk_bot', id, options.now ?? (() => new Date()))
  const faults = makeFaults()
  const delivery = makeDelivery(world, options.retryMs ?? 20)
  const desk: Desk = { world: world, delivery, faults, calls: [], token: options.token }
  const server = http.createServer((request, response) => {
    serve(desk, standin, request, response).catch((error: unknown) => no(response, 500, String(error)))
  })
  // longer than any client here: a connection is closed by whoever uses it
  server.keepAliveTimeout = 65_000
  const standin: TelegramStandin = {
    ...makePeople(world, delivery),
    get root() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    world: world,
    calls: desk.calls,
    sees: (chat) => screenOf(world, chat),
    fault: (fault) => {
      faults.add(fault)
      delivery.wake()
    },
    heal: () => {
      faults.clear()
      delivery.release()
    },
    get webhook() {
      return delivery.webhook()
    },
    deliveries: delivery.outcomes,
    stop: async () => {
      delivery.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  return standin
}

async function serve(
  desk: Desk,
  standin: TelegramStandin,
  request: http.IncomingMessage,
  response: http.ServerResponse,
) {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname)
  if (path.startsWith('/_')) return control(standin, path, request, response)
  const [, download, token, rest] = /^\/(file\/)?bot([^/]+)\/(.+)$/.exec(path) ?? []
  if (token === undefined || rest === undefined) return no(response, 404, 'Not Found')
  if (desk.token !== undefined && token !== desk.token) return no(response, 401, 'Unauthorized')
  const method = download ? 'download' : rest
  const params = download ? { path: rest } : await paramsOf(request)
  const status = await answerCall(desk, method, params, request, response)
  desk.calls.push({ method, params, status })
}

/** Answers one call, faults included, and says with which status; 0 is none. */
async function answerCall(
  desk: Desk,
  method: string,
  params: Params,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<number> {
  const { faults, delivery } = desk
  let fault = faults.take(method)
  if (!fault && method === 'getUpdates') {
    await delivery.arrival(params, response)
    if (response.closed) return 0
    // What was injected while the poll waited meets this poll.
    if (!delivery.ready(params)) fault = faults.take(method)
  }
  if (!fault) return perform(desk, method, params, response)
  if (fault.kind === 'answer') {
    const status = fault.status ?? 500
    no(response, status, fault.description ?? 'injected', fault.parameters)
    return status
  }
  if (fault.done) run(desk, method, params)
  if (fault.kind === 'garbage') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('<html>{"ok":tru')
    return 200
  }
  if (fault.kind === 'hang') await delivery.released(response)
  request.socket.destroy()
  return 0
}

/** Does what the method says, and answers. */
function perform(desk: Desk, method: string, params: Params, response: http.ServerResponse): number {
  try {
    if (method === 'download') {
      const file = desk.world.files.get(String(params.path).replace('documents/', ''))
      if (!file) throw new Refusal(404, 'Not Found')
      response.writeHead(200, { 'content-type': file.type }).end(file.bytes)
    } else ok(response, run(desk, method, params))
    return 200
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    no(response, error.status, error.description)
    return error.status
  }
}

function run(desk: Desk, method: string, params: Params): unknown {
  const name = method.toLowerCase()
  const act = desk.delivery.methods[name] ?? METHODS[name]
  if (!act) throw new Refusal(404, 'Not Found')
  return act(desk.world, params)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '8081' }, token: { type: 'string' }, username: { type: 'string' } },
  })
  const { port, token, username } = values
  const telegram = await startTelegram({
    port: Number(port),
    retryMs: 1000,
    ...(token === undefined ? {} : { token }),
    ...(username === undefined ? {} : { username }),
  })
  console.log(`Telegram stand-in at ${telegram.root}`)
}
