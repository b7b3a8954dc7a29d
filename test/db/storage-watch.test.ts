/** When a server that stores nothing is found out, by what it refuses and by trying; the clock is set by hand. */
import { expect, test } from 'vitest'
import { isLoggedOnce, isPoisonMessage, storageRefusal } from '../../db/errors.ts'
import { userError } from '../../core/errors.ts'
import { watchStorage } from '../../db/drivers/postgres/storage-watch.ts'
import { quiet } from '../support/quiet.ts'
import type { StorageState } from '../../db/types.ts'

const refused = (code: string) => Object.assign(new Error('刘大爷的电话'), { code, severity: 'ERROR' })

function rig() {
  const lines: string[] = []
  const say = (level: string) => (fields: object, text: string) =>
    void lines.push(`${level} ${JSON.stringify(fields)} ${text}`)
  const log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
  const server = { now: 0, free: 100, readOnly: false, away: false, tried: [] as number[] }
  const attempt = async (megabytes: number): Promise<StorageState> => {
    server.tried.push(megabytes)
    if (server.away) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })
    if (server.readOnly) return 'read-only'
    if (server.free < megabytes) throw refused('53100')
    return 'ready'
  }
  return { lines, server, watch: watchStorage({ attempt, log, now: () => server.now }) }
}

test('a full disk is found by trying, within seconds, and so is its end: two log lines, however often it is asked', async () => {
  const { lines, server, watch } = rig()
  expect(await watch.check()).toBe('ready')
  server.free = 0
  expect(await watch.check()).toBe('ready')
  server.now += 3000
  expect(await watch.check()).toBe('full')
  for (let i = 0; i < 20; i++) {
    server.now += 500
    watch.noted(refused('53100'))
    expect(await watch.check()).toBe('full')
  }
  server.free = 100
  server.now += 1000
  expect(await watch.check()).toBe('ready')
  expect(lines).toEqual([
    'error {"state":"full","err":"SQLSTATE 53100"} the database server does not store: its disk is full or it is read-only',
    'info {} the database server stores again',
  ])
})

test('what somebody was refused counts at once; it is over when there is room for more than the next photo', async () => {
  const { server, watch } = rig()
  await watch.check()
  server.free = 8
  watch.noted(new Error('a statement', { cause: refused('53100') }))
  expect(await watch.check()).toBe('full')
  server.now += 1000
  expect(await watch.check()).toBe('full')
  expect(server.tried).toEqual([1, 32])
})

test('a database that became read-only is told as such; other refusals and a server that is away say nothing', async () => {
  const { server, watch } = rig()
  watch.noted(refused('23505'))
  server.away = true
  expect(await watch.check()).toBe('ready')
  server.away = false
  server.readOnly = true
  server.now += 3000
  expect(await watch.check()).toBe('read-only')
})

test('who waits for a try that takes long is told what is known, and one is running at a time', async () => {
  let tries = 0
  const slow = watchStorage({ attempt: () => (tries++, new Promise(() => {})), log: quiet, waitMs: 1 })
  expect(await Promise.all([slow.check(), slow.check()])).toEqual(['ready', 'ready'])
  expect(tries).toBe(1)
})

test('a full disk and a database that is only read blame no message, whoever says it', () => {
  const system = (code: string) => Object.assign(new Error(code), { code })
  const wrapped = (cause: Error) => new Error('Failed query', { cause })
  for (const error of [refused('53100'), refused('25006'), system('ENOSPC'), system('EDQUOT'), system('EROFS')]) {
    expect(storageRefusal(wrapped(error))).not.toBe(null)
    expect(isPoisonMessage(wrapped(error))).toBe(false)
  }
  for (const error of [refused('23505'), system('EPIPE'), new Error('x')]) expect(storageRefusal(error)).toBe(null)
  // of a server it is logged by its watch; of a disk of this machine by whoever met it
  expect([refused('53100'), userError('no-storage'), system('ENOSPC'), userError('no-room')].map(isLoggedOnce)).toEqual([true, true, false, false]) // prettier-ignore
})
