/** The served side of bench/web/run.ts, in a process of its own: the desk, and a bare Fastify page beside it. */
import { randomBytes } from 'node:crypto'
import fastify from 'fastify'
import { signInWithLink, makeSignInLink } from '../../db/people/desk-sessions.ts'
import { openDb } from '../../db/open-database.ts'
import { bindStaff, inviteStaff } from '../../db/people/staff.ts'
import { conversationAt } from '../../db/people/conversations.ts'
import { quiet } from '../../test/support/quiet.ts'
import { webDesk } from '../../test/support/web-rig.ts'
import { DESK_COOKIE } from '../../web/desk/staff-session.ts'

const database = await openDb({ url: process.argv[2]! }, { log: quiet })
const desk = await webDesk({ ...database }, '2026-11-25T01:30:00Z')
const random = (n: number) => randomBytes(n)
const now = new Date('2026-11-25T01:30:00Z')

/** A head of a department, signed in as staff are: by a link, once. */
const session = await database.db.transaction(async (tx) => {
  const { staffId, code } = await inviteStaff(tx, desk.setting(), { name: '试用', department: 'GGB', role: 'head' })
  await bindStaff(tx, desk.setting(), code, await conversationAt(tx, { channel: 'web', id: 'bench' }, false, now))
  return signInWithLink(tx, (await makeSignInLink(tx, staffId, now, random)).token, now, random)
})

const bare = fastify()
const page = `<!doctype html><html lang="zh-CN"><head><title>页面</title></head><body>${'<p>一次性告知</p>'.repeat(400)}</body></html>`
bare.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
const address = await bare.listen({ port: 0, host: '127.0.0.1' })
process.send!({ desk: desk.url, bare: `${address}/`, staff: `${DESK_COOKIE}=${session}` })
