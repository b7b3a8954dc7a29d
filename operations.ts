/** What the command line does to a desk: through the control socket of a running one, or straight on its database. */
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { itemSchema } from './core/catalog/item.ts'
import { STAFF_ROLES } from './core/case/case.ts'
import { addDays, instant, isLocalDate, localDate } from './core/date.ts'
import { parseCalendarYear } from './core/promise/calendar.ts'
import type { Setting } from './db/cases.ts'
import { recomputeOpen } from './db/calendar-change.ts'
import { backup } from './db/backup.ts'
import { clientOperations } from './operations-clients.ts'
import type { Handlers } from './db/control.ts'
import { deadLetters, resend } from './db/dead-letters.ts'
import { type Database } from './db/open.ts'
import type { Held } from './db/outbox.ts'
import { invite } from './db/people.ts'
import { allInquiries, inquiryLine } from './db/inquiries.ts'
import { currentCatalog, putCalendarYear, putCatalog } from './db/town.ts'
import { accounts } from './operations-accounts.ts'
import { departures } from './operations-people.ts'
import { Refused } from './refused.ts'

export { Refused } from './refused.ts'

const inviteArgs = z.object({
  name: z.string().min(1),
  department: z.string().min(1),
  role: z.enum(STAFF_ROLES),
  phone: z.string().optional(),
})

export function operations(o: {
  database: Database
  setting: () => Setting
  reload: () => Promise<void>
  send: (held: readonly Held[]) => void
}): Handlers {
  const { db } = o.database
  const changed = async (): Promise<void> => {
    await db.execute(sql`select pg_notify('town', '')`)
    await o.reload()
  }
  return {
    ...accounts(o),
    ...clientOperations(o),
    ...departures(o),
    async backup(args) {
      const { dir } = z.object({ dir: z.string().min(1) }).parse(args)
      return backup(o.database, dir, o.setting().now)
    },
    async 'inquiries.export'(args) {
      const day = z.string().refine(isLocalDate).optional()
      const read = z.object({ from: day, to: day }).safeParse(args)
      if (!read.success) throw new Refused('日期写成 2026-11-01 这样。')
      const { now, world } = o.setting()
      const from = read.data.from ?? '2000-01-01'
      const to = addDays(read.data.to ?? localDate(now), 1)
      const found = await db.transaction((tx) => allInquiries(tx, instant(from), instant(to)))
      return found.map((q) => inquiryLine(q, world.catalog))
    },
    async 'letters.dead'() {
      return deadLetters(db)
    },
    async 'letters.resend'(args) {
      const { id } = z.object({ id: z.int().positive() }).parse(args)
      const put = await db.transaction((tx) => resend(tx, id, o.setting().now))
      if (!put) throw new Refused(`没有编号 ${id} 的未送达消息，先用 letters list 看一看。`)
      return { id }
    },
    async 'staff.invite'(args) {
      const read = inviteArgs.safeParse(args)
      if (!read.success) throw new Refused(`要写 --name 姓名 --department 科室代码 --role ${STAFF_ROLES.join('|')}`)
      const set = o.setting()
      const { departments } = set.world.town
      const department = departments.find((d) => d.code === read.data.department || d.name === read.data.department)
      if (!department)
        throw new Refused(
          `没有这个科室：${read.data.department}。可用：${departments.map((d) => `${d.code} ${d.name}`).join('，')}`,
        )
      const { phone, ...who } = read.data
      const made = await db.transaction((tx) =>
        invite(tx, { ...who, department: department.code, ...(phone ? { phone } : {}) }, set.now, set.random),
      )
      return { code: made.code, expiresAt: made.expiresAt.toISOString(), department: department.name }
    },
    async 'catalog.import'(args) {
      const items = z.array(itemSchema).min(1).parse(args)
      const put = await db.transaction((tx) => putCatalog(tx, items, 'command line', o.setting().now))
      if (put.changed) await changed()
      return put
    },
    async 'catalog.export'() {
      return currentCatalog(db)
    },
    async 'calendar.load'(args) {
      const year = parseCalendarYear(args)
      if (!year.ok) throw new Refused(year.because)
      const put = await db.transaction((tx) => putCalendarYear(tx, year.year, o.setting().now))
      if (!put) return { changed: false, recomputed: 0 }
      await changed()
      const recomputed = await db.transaction((tx) => recomputeOpen(tx, o.setting()))
      return { changed: true, recomputed }
    },
  }
}
