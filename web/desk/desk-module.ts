/**
 * Declares what a room of the desk is: one file, one DeskModule, one line in desk-modules.ts. `who` decides who finds it in the navigation and who may
 * open anything under it; everybody else is answered as if it were not there. What may be done to a case is not decided
 * here but by decide() and rolesOf(). A room is added so:
 *
 *     export const calendarRoom: Room = {
 *       path: '/staff/calendar', label: '日历', group: 'admin', who: ['admin'],
 *       open(door) {
 *         door.get('/staff/calendar', async (v) => v.page({ title: '日历', body: html`…${v.csrf}…` }))
 *         door.post('/staff/calendar', async (v) => {
 *           const said = await v.change(async (tx, ctx) => ({ say: '好了', letters: [] }))
 *           return v.back('/staff/calendar', said.say)
 *         })
 *       },
 *     }
 *
 * A line of web/body-limits.ts for each POST. The door checks the session, the roles and, on POST, the form's token; `v.csrf` is the hidden field every form carries.
 */
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { Staff, StaffRole } from '../../core/case/case.ts'
import type { RequestContext } from '../../db/context.ts'
import type { Db, Tx } from '../../db/types.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import type { Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'

export const DESK_MODULE_GROUPS = { daily: '日常', account: '监督', admin: '管理' } as const
export type DeskModuleGroup = keyof typeof DESK_MODULE_GROUPS

export interface DeskPage {
  readonly title: string
  readonly body: Markup
  /** Said on top: how the last act went, or what is wrong. */
  readonly note?: { readonly text: string; readonly bad?: boolean } | null
  readonly status?: number
  /** Addresses of style sheets of this page alone, such as how it is printed. */
  readonly styles?: readonly string[]
  /** Files of web/static, run once the page is read. */
  readonly scripts?: readonly string[]
}

/** One request of one member of staff. */
export interface DeskRequest {
  readonly o: WebOptions
  readonly db: Db
  readonly ctx: RequestContext
  readonly staff: Staff
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** The hidden field of every form. */
  readonly csrf: Markup
  /** Of the address, as named in the route. */
  param(name: string): string
  query(name: string): string
  /** A field of the form as plain text; '' where it is absent. */
  field(name: string): string
  /** A field that may come several times. */
  fields(name: string): string[]
  /** The file of a multipart form; null where none came. Routes that take one say so in web/body-limits.ts. */
  readonly file: { readonly name: string; readonly bytes: Buffer } | null
  page(page: DeskPage): FastifyReply
  /** A piece of a page, for scripts: what stands in `<div data-live="address of the piece">` renews itself. */
  piece(markup: Markup): FastifyReply
  /** After an act: to a page, with a sentence on top of it. */
  back(to: string, say: string, bad?: boolean): FastifyReply
  /** Does something in one transaction and sends the letters it caused. */
  change<T extends { readonly letters: readonly NewMessage[] }>(
    work: (tx: Tx, ctx: RequestContext) => Promise<T>,
  ): Promise<T>
}

type Handler = (v: DeskRequest) => Promise<unknown>

export interface DeskRoutes {
  get(path: string, handler: Handler, options?: RouteShorthandOptions): void
  post(path: string, handler: Handler, options?: RouteShorthandOptions): void
  /** Called before the server closes: open lines are let go here. */
  closing(fn: () => void): void
}

export interface DeskModule {
  readonly path: string
  /** In the navigation; '' for what is only reached from another room. */
  readonly label: string
  readonly group: DeskModuleGroup
  readonly who: readonly StaffRole[]
  /** A letter: with the browser's access-key modifier it opens the room. */
  readonly key?: string
  readonly open: (door: DeskRoutes) => void
}
