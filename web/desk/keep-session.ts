/** `/staff/session`: tells how long the session of this browser lasts, for the page that warns before it ends. */
import { secondsLeft } from '../../db/people/desk-sessions.ts'
import type { DeskModule } from './desk-module.ts'
import { sessionOf } from './staff-session.ts'

export const sessionRoom: DeskModule = {
  path: '/staff/session',
  label: '',
  group: 'daily',
  who: ['clerk', 'head', 'group', 'admin'],
  open(door) {
    // asked by hand (继续) it is a use of the desk like any other: the guard has prolonged the session by then
    door.get('/staff/session', async (v) =>
      v.reply
        .header('cache-control', 'no-store')
        .send({ seconds: await secondsLeft(v.db, sessionOf(v.request), v.ctx.now) }),
    )
  },
}
