/** Ways into the desk of a demonstration, for whoever looks around: one for each role. */
import { UserError } from '../../core/errors.ts'
import { demoMadeAt } from '../../db/demo.ts'
import type { RequestContext } from '../../db/context.ts'
import type { Handlers } from '../../db/drivers/embedded/control-socket.ts'
import { makeSignInLink } from '../../db/people/desk-sessions.ts'
import { allStaff } from '../../db/people/staff.ts'
import { busiestStaff } from '../../db/demo.ts'
import type { Database } from '../../db/types.ts'
import { departmentOf } from '../../core/town.ts'

export interface DemoLink {
  readonly role: string
  readonly name: string
  readonly department: string
  /** Of the desk's own address. */
  readonly path: string
}

/** Refused where the database holds no demonstration: nobody gets into a real desk this way. */
export async function demoLinks(database: Database, ctx: RequestContext): Promise<DemoLink[]> {
  const { db } = database
  if ((await demoMadeAt(db)) === null) throw new UserError('这里没有演示。要建一份：town demo')
  const people = await allStaff(db)
  const busy = await busiestStaff(db)
  const links: DemoLink[] = []
  for (const role of ['clerk', 'head', 'group', 'admin'] as const) {
    const clerk = people.find((s) => s.id === busy)
    const who = people.find((s) => s.role === role && (role === 'clerk' ? s.id === busy : role === 'head' ? s.department === clerk?.department : true)) ?? people.find((s) => s.role === role) // prettier-ignore
    if (!who) continue
    const { token } = await db.transaction((tx) => makeSignInLink(tx, who.id, ctx.now, ctx.random))
    links.push({ role, name: who.name, department: departmentOf(ctx.townContext.town, who.department).name, path: `/staff/enter/${token}` }) // prettier-ignore
  }
  return links
}

export const demoHandlers = (o: { database: Database; requestContext: () => RequestContext }): Handlers => ({
  'demo.links': () => demoLinks(o.database, o.requestContext()),
})
