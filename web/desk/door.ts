/** The one door to every room: session, role, the form's token; then the room. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { Staff } from '../../core/case/case.ts'
import { makeSeal } from '../../core/privacy/seal.ts'
import type { Setting } from '../../db/cases.ts'
import { SEND_LEASE_MS } from '../../db/lanes.ts'
import type { Tx } from '../../db/open.ts'
import { type Held, type Letter, post } from '../../db/outbox.ts'
import { html, render } from '../html.ts'
import type { WebOptions } from '../options.ts'
import type { DeskPage, Door, Room, Visit } from './room.ts'
import { deskRefuse } from './refuse.ts'
import { checkCsrf, csrfOf, staffAt } from './session.ts'
import { sendDesk } from './shell.ts'

/** How the last act went, carried over the redirect; read once. */
const SAID_COOKIE = 'shouwen_said'

type Opens = (v: Visit) => Promise<unknown>

export function openRoom(desk: FastifyInstance, o: WebOptions, room: Room, rooms: readonly Room[]): void {
  const at = (opens: Opens, changes: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    const staff = await staffAt(o, request)
    if (!staff) throw deskRefuse('signed-out')
    if (changes) checkCsrf(o, request)
    if (!room.who.includes(staff.role)) throw deskRefuse('not-yours')
    await opens(makeVisit(o, request, reply, staff, rooms))
    return reply
  }
  const door: Door = {
    get: (path, opens, options: RouteShorthandOptions = {}) => void desk.get(path, options, at(opens, false)),
    post: (path, opens, options: RouteShorthandOptions = {}) => void desk.post(path, options, at(opens, true)),
    closing: (fn) => void desk.addHook('preClose', async () => fn()),
  }
  room.open(door)
}

export function makeVisit(
  o: WebOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  staff: Staff,
  rooms: readonly Room[],
): Visit {
  const seal = makeSeal(o.secretKey)
  const setting = (): Setting => ({ world: o.world(), now: o.now(), random: o.random, seal })
  return {
    o,
    db: o.database.db,
    set: setting(),
    staff,
    request,
    reply,
    csrf: html`<input type="hidden" name="csrf" value="${csrfOf(o, request)}" />`,
    param: (name) => texts(request.params, name)[0] ?? '',
    query: (name) => texts(request.query, name)[0] ?? '',
    field: (name) => texts(request.body, name)[0] ?? '',
    fields: (name) => texts(request.body, name),
    page(page: DeskPage) {
      const note = page.note === undefined ? said(request, reply, o) : page.note
      return sendDesk(request, reply, o, { staff, rooms }, { ...page, note })
    },
    piece: (markup) => reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(render(markup)),
    back(to, say, bad = false) {
      const value = Buffer.from(JSON.stringify({ text: say.slice(0, 600), bad })).toString('base64url')
      reply.setCookie(SAID_COOKIE, value, { path: '/staff', httpOnly: true, sameSite: 'lax', secure: o.secure })
      return reply.redirect(to, 303)
    },
    async change<T extends { readonly letters: readonly Letter[] }>(work: (tx: Tx, set: Setting) => Promise<T>) {
      const held: Held[] = []
      const done = await o.database.db.transaction(async (tx) => {
        const set = setting()
        const result = await work(tx, set)
        const until = o.send ? new Date(set.now.getTime() + SEND_LEASE_MS) : null
        held.push(...(await post(tx, result.letters, set.now, until)))
        return result
      })
      o.send?.(held)
      return done
    },
  }
}

function said(request: FastifyRequest, reply: FastifyReply, o: WebOptions): { text: string; bad: boolean } | null {
  const cookie = request.cookies[SAID_COOKIE]
  if (!cookie) return null
  reply.clearCookie(SAID_COOKIE, { path: '/staff', httpOnly: true, sameSite: 'lax', secure: o.secure })
  try {
    const { text, bad } = JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8')) as Record<string, unknown>
    return typeof text === 'string' ? { text: text.slice(0, 600), bad: bad === true } : null
  } catch {
    // somebody else's cookie of that name
    return null
  }
}

/** A field as text, however often it came: absent and odd ones are not there. */
function texts(from: unknown, name: string): string[] {
  const value = typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[name] : undefined
  return (Array.isArray(value) ? (value as unknown[]) : [value])
    .filter((v) => typeof v === 'string')
    .map((v) => v.replaceAll('\0', '').replaceAll('\r\n', '\n').slice(0, 20_000))
}
