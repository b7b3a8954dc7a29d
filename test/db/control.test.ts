/** The socket over which the command line reaches a running desk. */
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  callControl,
  controlPath,
  serveControl,
  type Control,
  type Handlers,
} from '../../db/drivers/embedded/control-socket.ts'

let dir: string
let controls: Control[]
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-control-'))
  controls = []
})
afterEach(async () => {
  for (const control of controls) await control.close()
  fs.rmSync(dir, { recursive: true, force: true })
})

async function serve(file: string, handlers: Handlers) {
  const control = await serveControl(file, handlers)
  controls.push(control)
  return control
}
const sock = () => path.join(dir, 'desk.sock')

test('a command is answered with what its handler returned, large or small', async () => {
  await serve(sock(), {
    echo: async (args) => args,
    nothing: async () => undefined,
  })
  const large = { text: '一次性告知\n'.repeat(200_000) }
  expect(await callControl(sock(), 'echo', large)).toEqual(large)
  expect(await callControl(sock(), 'nothing')).toBeNull()
  expect(await Promise.all([1, 2, 3].map((n) => callControl(sock(), 'echo', n)))).toEqual([1, 2, 3])
})

test('a fault arrives as one sentence, without the values of a row', async () => {
  const refused = Object.assign(new Error('Failed query: insert … params: 王小二,13800000000'), {
    cause: { severity: 'ERROR', code: '23505' },
  })
  await serve(sock(), {
    plain: async () => Promise.reject(new Error('目录格式不对。\nat line 3')),
    database: async () => Promise.reject(refused),
  })
  await expect(callControl(sock(), 'plain')).rejects.toThrow(/^目录格式不对。$/)
  await expect(callControl(sock(), 'database')).rejects.toThrow('数据库拒绝了这一操作（23505）。')
  await expect(callControl(sock(), 'toString')).rejects.toThrow('不认识命令“toString”')
})

test('only its own user may use it', async () => {
  await serve(sock(), {})
  expect(fs.statSync(sock()).mode & 0o777).toBe(0o600)
})

test('nobody there is told apart from a fault', async () => {
  await expect(callControl(sock(), 'echo')).rejects.toMatchObject({ name: 'NotRunning' })
})

test('a desk that dies while answering is a fault, not a silence', async () => {
  const server = net.createServer((s) => s.destroy()).listen(sock())
  await once(server, 'listening')
  await expect(callControl(sock(), 'echo')).rejects.toThrow('首问台没有答复就断开了')
  server.close()
})

test("a killed process' socket is replaced, a living one's is not", async () => {
  const held = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(process.argv[1], () => console.log(1))`,
    sock(),
  ])
  await once(held.stdout, 'data')
  await expect(serveControl(sock(), {})).rejects.toThrow('另一个程序正在')
  held.kill('SIGKILL')
  await once(held, 'exit')
  expect(fs.existsSync(sock())).toBe(true)
  await serve(sock(), { echo: async (a) => a })
  expect(await callControl(sock(), 'echo', 1)).toBe(1)
})

test('a path too long for a socket moves to the temporary folder, for both sides alike', async () => {
  const long = path.join(dir, '很长的目录'.repeat(8), 'desk.sock')
  const control = await serve(long, { echo: async (a) => a })
  expect(control).toMatchObject({ moved: true, path: controlPath(long).path })
  expect(await callControl(long, 'echo', '在')).toBe('在')
})
