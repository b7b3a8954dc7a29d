/** What the command line does to who works where: somebody leaves, a department is merged. */
import { z } from 'zod'
import type { Setting } from './db/cases.ts'
import type { Handlers } from './db/control.ts'
import { leave, mergeDepartment } from './db/departures.ts'
import type { Database } from './db/open.ts'
import { post, type Held } from './db/outbox.ts'
import { staffByName } from './db/people.ts'
import { Refused } from './refused.ts'

export function departures(o: {
  database: Database
  setting: () => Setting
  send: (held: readonly Held[]) => void
}): Handlers {
  const { db } = o.database
  return {
    async 'staff.leave'(args) {
      const read = z.object({ name: z.string().min(1), department: z.string().optional() }).safeParse(args)
      if (!read.success) throw new Refused('写谁离岗：staff leave --name 姓名 [--department 科室代码]')
      const { name, department } = read.data
      const found = (await staffByName(db, name)).filter((s) => !department || s.department === department)
      const [who] = found
      if (!who) throw new Refused(`在岗的人里没有${name}。`)
      if (found.length > 1) throw new Refused(`有几位都叫${name}，请加 --department 科室代码。`)
      const set = o.setting()
      const left = await db.transaction(async (tx) => {
        const done = await leave(tx, set, who)
        return { open: done.open, held: await post(tx, done.letters, set.now) }
      })
      o.send(left.held)
      return { open: left.open }
    },
    async 'department.merge'(args) {
      const { from } = z.object({ from: z.string() }).parse(args)
      const { former, departments } = o.setting().world.town
      const known = former.find((f) => f.code === from)
      if (!known || !departments.some((d) => d.code === known.into))
        throw new Refused(`先在 town.yaml 的 former 里写明 ${from || '哪个科室'} 并入哪个科室，重新启动后再合并。`)
      return db.transaction((tx) => mergeDepartment(tx, o.setting(), from))
    },
  }
}
