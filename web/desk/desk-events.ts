/** `/staff/events`: tells a page of the desk that something has changed. What is shown is fetched like any other time. */
import type { ServerResponse } from 'node:http'
import { errorKind } from '../../db/errors.ts'
import { endOfLogs } from '../../db/audit/end-of-logs.ts'
import { makeOpenStreams } from '../open-streams.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'
import { sessionOf, staffAt } from './staff-session.ts'

/** The database is asked so often for all open pages together, and not at all while none is open. */
const LOOK_MS = 2_000
/** Proxies drop a line silent for longer; then the session is looked at too. */
const BEATS = 8
/** Pages of one browser session; the oldest makes room. */
export const PER_SESSION = 20
/** Of all sessions; then the oldest of the session with most makes room. */
const MOST_LINES = 1000

interface Line {
  readonly stream: ServerResponse
  readonly visit: DeskRequest
}

export const eventRoom: DeskModule = {
  path: '/staff/events',
  label: '',
  group: 'daily',
  who: ['clerk', 'head', 'group', 'admin'],
  open(door) {
    const lines = new Set<Line>()
    const sessions = makeOpenStreams({ perOwner: PER_SESSION, most: MOST_LINES, beyond: 'oldest' })
    let timer: NodeJS.Timeout | undefined
    let told = ''
    let beats = 0
    let looking: Promise<void> | null = null

    async function look(v: DeskRequest): Promise<void> {
      const now = await endOfLogs(v.db)
      const grown = now !== told
      told = now
      beats += 1
      for (const line of lines) {
        if (grown) line.stream.write(`id: ${now}\ndata: ${now}\n\n`)
        else if (beats % BEATS === 0) line.stream.write(': \n\n')
      }
      if (beats % BEATS !== 0) return
      // whoever signed out or left elsewhere is let go here too
      for (const line of lines) if (!(await staffAt(line.visit.o, line.visit.request, false))) line.stream.end()
    }

    door.get('/staff/events', async (v) => {
      const known = v.request.headers['last-event-id']?.toString()
      const now = await endOfLogs(v.db)
      v.reply.hijack()
      const stream = v.reply.raw
      stream.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      })
      stream.write('retry: 3000\n\n')
      if (known !== undefined && known !== now) stream.write(`id: ${now}\ndata: ${now}\n\n`)
      const line = { stream, visit: v }
      lines.add(line)
      sessions.open(sessionOf(v.request), stream)
      if (lines.size === 1) told = now
      timer ??= setInterval(() => {
        looking ??= look(v)
          .catch((error: unknown) => v.o.log.debug({ err: errorKind(error) }, 'the desk could not look for changes'))
          .finally(() => (looking = null))
      }, LOOK_MS)
      stream.on('close', () => {
        lines.delete(line)
        if (lines.size > 0) return
        clearInterval(timer)
        timer = undefined
      })
    })
    door.closing(() => {
      clearInterval(timer)
      sessions.endAll()
    })
  },
}
