import { randomBytes } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { webChannel } from '../../bot/channels/web/index.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { openDb } from '../../db/open-database.ts'
import { openTestDb } from '../support/db.ts'
import { quiet } from '../support/quiet.ts'

test('a page open at one process is nudged by what another process writes', async () => {
  const one = await openTestDb()
  const second = await openDb({ url: one.url! }, { log: quiet, migrate: false, pool: 2 })
  const now = () => new Date('2026-11-23T02:00:00Z')
  const keys = { cipher: makeCipher('of this test'), random: randomBytes }
  const here = webChannel({ database: one, keys, now, log: quiet })
  const there = webChannel({ database: second, keys, now, log: quiet })
  try {
    await here.start(async () => undefined)
    const nudged: (number | null)[] = []
    const stop = here.nudge('somebody', (last) => nudged.push(last))
    here.nudge('another', () => expect.unreachable('not theirs'))
    await there.send({ channel: 'web', id: 'somebody' }, { text: '已受理' })
    await vi.waitFor(() => expect(nudged).toHaveLength(1))
    expect(await here.messages('somebody', nudged[0]! - 1)).toMatchObject({ messages: [{ text: '已受理' }] })
    stop()
  } finally {
    await here.stop()
    await there.stop()
    await second.close()
    await one.drop()
  }
})
