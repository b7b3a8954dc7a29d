/** What the command line does to a desk: through the control socket of a running one, or straight on its database. */
import { z } from 'zod'
import { itemSchema } from '../../core/catalog/item.ts'
import { STAFF_ROLES } from '../../core/case/case.ts'
import { addDays, instant, isLocalDate, localDate } from '../../core/date.ts'
import { parseCalendarYear } from '../../core/promise/calendar-file.ts'
import { announceTownChanged } from '../../db/catalog/announce-town.ts'
import type { RequestContext } from '../../db/context.ts'
import { recomputeDueDates } from '../../db/cases/recompute-due-dates.ts'
import { backup } from '../../db/backup/backup.ts'
import { clientHandlers } from './client-tokens.ts'
import type { Handlers } from '../../db/drivers/embedded/control-socket.ts'
import { deadLetters, resendMessage } from '../../db/queue/dead-letters.ts'
import type { Database } from '../../db/types.ts'
import type { LeasedMessages } from '../../db/queue/outbox.ts'
import { inviteStaff } from '../../db/people/staff.ts'
import { allInquiries, inquiryLine } from '../../db/catalog/inquiry-log.ts'
import { currentCatalog, putCatalog } from '../../db/catalog/catalog-versions.ts'
import { loadCalendarYear } from '../../db/catalog/load-calendar.ts'
import { reportHandlers } from './audit-and-reports.ts'
import { demoHandlers } from './demo.ts'
import { departureHandlers } from './departures.ts'
import { healthHandlers } from './database-health.ts'
import { UserError } from '../../core/errors.ts'

const inviteArgs = z.object({
  name: z.string().min(1),
  department: z.string().min(1),
  role: z.enum(STAFF_ROLES),
  phone: z.string().optional(),
})

export function adminHandlers(o: {
  database: Database
  requestContext: () => RequestContext
  reload: () => Promise<void>
  send: (held: readonly LeasedMessages[]) => void
}): Handlers {
  const { db } = o.database
  const changed = async (): Promise<void> => {
    await announceTownChanged(db)
    await o.reload()
  }
  return {
    ...reportHandlers(o),
    ...clientHandlers(o),
    ...departureHandlers(o),
    ...demoHandlers(o),
    ...healthHandlers(o),
    async backup(args) {
      const { dir } = z.object({ dir: z.string().min(1) }).parse(args)
      return backup(o.database, dir, o.requestContext().now)
    },
    async 'inquiries.export'(args) {
      const day = z.string().refine(isLocalDate).optional()
      const read = z.object({ from: day, to: day }).safeParse(args)
      if (!read.success) throw new UserError('日期写成 2026-11-01 这样。')
      const { now, townContext } = o.requestContext()
      const from = read.data.from ?? '2000-01-01'
      const to = addDays(read.data.to ?? localDate(now), 1)
      const found = await db.transaction((tx) => allInquiries(tx, instant(from), instant(to)))
      return found.map((q) => inquiryLine(q, townContext.catalog))
    },
    async 'letters.dead'() {
      return deadLetters(db)
    },
    async 'letters.resend'(args) {
      const { id } = z.object({ id: z.int().positive() }).parse(args)
      const put = await db.transaction((tx) => resendMessage(tx, id, o.requestContext().now))
      if (!put) throw new UserError(`没有编号 ${id} 的未送达消息，先用 letters list 看一看。`)
      return { id }
    },
    async 'staff.invite'(args) {
      const read = inviteArgs.safeParse(args)
      if (!read.success) throw new UserError(`要写 --name 姓名 --department 科室代码 --role ${STAFF_ROLES.join('|')}`)
      const ctx = o.requestContext()
      const { departments } = ctx.townContext.town
      const department = departments.find((d) => d.code === read.data.department || d.name === read.data.department)
      if (!department)
        throw new UserError(
          `没有这个科室：${read.data.department}。可用：${departments.map((d) => `${d.code} ${d.name}`).join('，')}`,
        )
      const { phone, ...who } = read.data
      const made = await db.transaction((tx) =>
        inviteStaff(tx, ctx, { ...who, department: department.code, ...(phone ? { phone } : {}) }),
      )
      return { code: made.code, expiresAt: made.expiresAt.toISOString(), department: department.name }
    },
    async 'catalog.import'(args) {
      const items = z.array(itemSchema).min(1).parse(args)
      const put = await db.transaction((tx) => putCatalog(tx, items, 'command line', o.requestContext().now))
      if (put.changed) await changed()
      return put
    },
    async 'catalog.export'() {
      return currentCatalog(db)
    },
    async 'calendar.load'(args) {
      const year = parseCalendarYear(args)
      if (!year.ok) throw new UserError(year.because)
      const put = await db.transaction((tx) => loadCalendarYear(tx, year.year, o.requestContext().now))
      if (!put) return { changed: false, recomputed: 0 }
      await changed()
      const recomputed = await db.transaction((tx) => recomputeDueDates(tx, o.requestContext()))
      return { changed: true, recomputed }
    },
  }
}
