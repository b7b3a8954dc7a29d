/** What the command line does to who works where: somebody leaves, a department is merged. */
import { z } from 'zod'
import type { RequestContext } from '../../db/context.ts'
import type { Handlers } from '../../db/drivers/embedded/control-socket.ts'
import { recordDeparture, mergeDepartment } from '../../db/people/departures.ts'
import type { Database } from '../../db/types.ts'
import { enqueue, type LeasedMessages } from '../../db/queue/outbox.ts'
import { staffByName } from '../../db/people/staff.ts'
import { UserError } from '../../core/errors.ts'

export function departureHandlers(o: {
  database: Database
  requestContext: () => RequestContext
  send: (held: readonly LeasedMessages[]) => void
}): Handlers {
  const { db } = o.database
  return {
    async 'staff.leave'(args) {
      const read = z.object({ name: z.string().min(1), department: z.string().optional() }).safeParse(args)
      if (!read.success) throw new UserError('写谁离岗：staff leave --name 姓名 [--department 科室代码]')
      const { name, department } = read.data
      const found = (await staffByName(db, name)).filter((s) => !department || s.department === department)
      const [who] = found
      if (!who) throw new UserError(`在岗的人里没有${name}。`)
      if (found.length > 1) throw new UserError(`有几位都叫${name}，请加 --department 科室代码。`)
      const ctx = o.requestContext()
      const left = await db.transaction(async (tx) => {
        const done = await recordDeparture(tx, ctx, who)
        return { open: done.open, held: await enqueue(tx, done.letters, ctx.now) }
      })
      o.send(left.held)
      return { open: left.open }
    },
    async 'department.merge'(args) {
      const { from } = z.object({ from: z.string() }).parse(args)
      const { former, departments } = o.requestContext().townContext.town
      const known = former.find((f) => f.code === from)
      if (!known || !departments.some((d) => d.code === known.into))
        throw new UserError(`先在 town.yaml 的 former 里写明 ${from || '哪个科室'} 并入哪个科室，重新启动后再合并。`)
      return db.transaction((tx) => mergeDepartment(tx, o.requestContext(), from))
    },
  }
}
