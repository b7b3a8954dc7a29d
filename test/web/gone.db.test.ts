/** Requests whose sender is gone before they are looked at. */
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { openTestDb } from '../support/db.ts'
import { quiet } from '../support/quiet.ts'
import { webDesk } from '../support/web-rig.ts'

test('a sender that resets the line is answered nothing: no error is logged, for which the database would be asked', async () => {
  const database = await openTestDb()
  let errors = 0
  const log = {
    ...quiet,
    error: () => {
      errors += 1
    },
  }
  const desk = await webDesk(database, '2026-11-23T02:00:00Z', { rateLimit: true, log })
  try {
    let seen = 0
    desk.app.server.on('request', () => seen++)
    const { port } = new URL(desk.url)
    const resets = async (more: string): Promise<void> =>
      new Promise((done) => {
        const socket = connect({ port: Number(port), host: '127.0.0.1' })
        socket.on('error', () => undefined)
        socket.once('close', () => done())
        socket.write(`GET /items HTTP/1.1\r\nhost: x\r\n${more}\r\n`, () => socket.resetAndDestroy())
      })
    const forwarded = 'x-forwarded-for: 203.0.113.5\r\n'
    await Promise.all(Array.from({ length: 200 }, (_, i) => resets(i % 2 === 0 ? '' : forwarded)))
    await expect.poll(() => seen).toBeGreaterThan(20)
    expect((await fetch(`${desk.url}/items`)).status).toBe(200)
    expect(errors).toBe(0)
  } finally {
    await desk.close()
    await database.drop()
  }
})
