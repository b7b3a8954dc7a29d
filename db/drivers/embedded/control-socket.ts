/**
 * Connects the command line with a running desk that alone may open its database: a local socket only its own user can
 * use, one JSON line asked, one JSON line answered.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { UserError } from '../../../core/errors.ts'
import { sqlstate } from '../../rows.ts'

export type Handlers = Readonly<Record<string, (args: unknown) => Promise<unknown>>>

/** Nobody listens: no desk runs on this directory. */
class NotRunning extends Error {
  constructor() {
    super('首问台没有在运行。')
    this.name = 'NotRunning'
  }
}

/** The kernel cuts a socket's path at 107 bytes (103 on macOS): a longer one moves to the temporary folder. */
const LONGEST = 100
/** Both sides work out the same place. `moved` says it is not the one asked for. */
export function controlPath(asked: string): { path: string; moved: boolean } {
  const full = path.resolve(asked)
  if (Buffer.byteLength(full) <= LONGEST) return { path: full, moved: false }
  const name = `shouwen-${createHash('sha256').update(full).digest('hex').slice(0, 16)}.sock`
  return { path: path.join(os.tmpdir(), name), moved: true }
}

export interface Control {
  readonly path: string
  /** True when the path asked for was too long and `path` is elsewhere: say so in the log. */
  readonly moved: boolean
  close(): Promise<void>
}

/** Listens until closed. Throws when somebody listens already; a dead process' socket is replaced. */
export async function serveControl(asked: string, handlers: Handlers): Promise<Control> {
  const place = controlPath(asked)
  if (await listening(asked)) throw new UserError(`另一个程序正在 ${place.path} 上接受命令。`)
  fs.rmSync(place.path, { force: true })
  const open = new Set<net.Socket>()
  // half open, so that a caller that has said all it has to say still hears the answer
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy()) // the caller went away: nobody is left to tell
    void firstLine(socket)
      .then((line) => answer(line, handlers))
      .then((reply) => socket.end(`${JSON.stringify(reply)}\n`))
      .catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    const before = process.umask(0o177) // bound within listen(): the socket never stands open to others
    try {
      server.listen(place.path, resolve)
    } finally {
      process.umask(before)
    }
  })
  return {
    ...place,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroySoon()
      }),
  }
}

type Reply = { ok: unknown } | { error: string }

async function answer(line: string, handlers: Handlers): Promise<Reply> {
  try {
    const asked = JSON.parse(line) as { name?: unknown; args?: unknown }
    const name = typeof asked.name === 'string' ? asked.name : ''
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
    if (!handler) return { error: `正在运行的首问台不认识命令“${name}”，它与命令行的版本可能不同。` }
    return { ok: (await handler(asked.args)) ?? null }
  } catch (error) {
    return { error: sentence(error) }
  }
}

/** Drizzle's messages hold the row's values, so of a database error only its code is passed on. */
function sentence(error: unknown): string {
  const state = sqlstate(error)
  if (state !== undefined) return `数据库拒绝了这一操作（${state}）。`
  const first = error instanceof Error ? error.message.split('\n')[0]?.trim() : undefined
  return first === undefined || first === '' || first.startsWith('Failed query') ? '操作没有成功。' : first
}

/** Asks a running desk. Rejects with NotRunning when there is none, else with UserError and one sentence. */
export async function callControl(asked: string, name: string, args?: unknown): Promise<unknown> {
  const place = controlPath(asked)
  const socket = await connect(place.path)
  if (!socket) throw new NotRunning()
  if (place.moved && fs.statSync(place.path).uid !== process.getuid?.()) {
    socket.destroy()
    throw new UserError(`${place.path} 属于另一个用户，命令没有发出。`)
  }
  socket.end(`${JSON.stringify({ name, args })}\n`)
  let line = ''
  try {
    line = await firstLine(socket)
  } catch (cause) {
    throw new UserError('首问台没有答复就断开了，命令可能没有执行。', { cause })
  } finally {
    socket.destroy()
  }
  const reply = JSON.parse(line) as Reply
  if ('error' in reply) throw new UserError(reply.error)
  return reply.ok
}

/** Whether a living process listens. A process that is busy counts: the kernel takes the connection for it. */
export async function listening(asked: string): Promise<boolean> {
  const socket = await connect(controlPath(asked).path)
  socket?.destroy()
  return socket !== undefined
}

const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'])

async function connect(file: string): Promise<net.Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ path: file })
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY.has(error.code ?? '')) resolve(undefined)
      else reject(error)
    })
  })
}

async function firstLine(socket: net.Socket): Promise<string> {
  const parts: Buffer[] = []
  // the usual iterator would close the socket with the line read and nothing answered yet
  for await (const part of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const end = part.indexOf(10)
    if (end < 0) {
      parts.push(part)
      continue
    }
    parts.push(part.subarray(0, end))
    return Buffer.concat(parts).toString('utf8')
  }
  throw new Error('the connection ended within a line')
}
