/** A new user's path, from outside: start, ask, case, staff answer, resident told, completed, tracked; web and Telegram. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestDb } from '../support/db.ts'
import { type DeskProcess, startDesk } from '../support/process.ts'
import { startTelegram, type TelegramStandin } from '../support/telegram-standin.ts'

let desk: DeskProcess
let telegram: TelegramStandin
let drop: () => Promise<unknown>

beforeAll(async () => {
  const database = await openTestDb()
  drop = () => database.drop()
  telegram = await startTelegram()
  desk = await startDesk({
    ...(database.url ? { DATABASE_URL: database.url } : {}),
    TELEGRAM_BOT_TOKEN: '42:walk',
    TELEGRAM_API_ROOT: telegram.root,
    CLOCK_NOW: '2026-11-23T09:00:00+08:00',
  })
}, 60_000)
afterAll(async () => {
  expect(await desk.stop()).toBe(0)
  desk.remove()
  await telegram.stop()
  await drop()
}, 30_000)

const CLERK = 501
const RESIDENT = 601
const text = (chat: number) => telegram.sees(chat).map((m) => m.text ?? '')
const sees = (chat: number, what: RegExp | string) =>
  vi.waitFor(() => {
    const found = text(chat).findLast((t) => (typeof what === 'string' ? t.includes(what) : what.test(t)))
    if (found === undefined) throw new Error(`not seen ${String(what)}: ${JSON.stringify(text(chat).slice(-3))}`)
    return found
  }, 15_000)

class Web {
  cookie = ''
  async open(): Promise<this> {
    const made = await fetch(`${desk.url}/api/chat/sessions`, { method: 'POST' })
    this.cookie = made.headers.get('set-cookie')!.split(';')[0]!
    return this
  }
  async says(body: object): Promise<void> {
    const done = await fetch(`${desk.url}/api/chat/messages`, {
      method: 'POST',
      headers: { cookie: this.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(done.status).toBe(202)
  }
  async all(): Promise<{ from: string; text: string; choices: { label: string; value: string }[] }[]> {
    const got = await fetch(`${desk.url}/api/chat/messages?after=0`, { headers: { cookie: this.cookie } })
    return (
      (await got.json()) as { messages: { from: string; text: string; choices: { label: string; value: string }[] }[] }
    ).messages
  }
  sees(what: string) {
    return vi.waitFor(async () => {
      const found = (await this.all()).findLast((m) => m.from === 'desk' && m.text.includes(what))
      if (!found) throw new Error(`not seen ${what}`)
      return found
    }, 15_000)
  }
}

test('the first screen names the address and what is off and why', () => {
  expect(desk.printed()).toContain('/chat')
  expect(desk.printed()).toMatch(/wechat\s+off\s+neither WECHATY_PUPPET/)
  expect(desk.printed()).toMatch(/telegram\s+on\s+long polling/)
})

test.each([
  ['办低保要什么材料', 'dibao', 'materials'],
  ['生孩子怎么上户口', 'hukou-chusheng', 'process'],
  ['宅基地多长时间能批下来', 'zhaijidi', 'time'],
  ['去哪儿办残疾证', 'canjizheng', 'place'],
])('%s is answered on the API and in Telegram', async (question, item, facet) => {
  const asked = await fetch(`${desk.url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: question }),
  })
  const answer = (await asked.json()) as { decision: string; item: string; facet: string; reply: string }
  expect(answer).toMatchObject({ decision: 'answer', item, facet })
  telegram.says(RESIDENT, question)
  await sees(RESIDENT, answer.reply.split('\n')[0]!)
})

test('web: case, staff card in Telegram, quoted reply, completion, track', async () => {
  const invited = await desk.town('staff', 'invite', '--name', '值班员', '--department', 'GGB', '--role', 'clerk')
  const code = /绑定码 (\w+)/.exec(invited)![1]!
  telegram.says(CLERK, `/bind ${code}`)
  await sees(CLERK, '绑定好了')

  const web = await new Web().open()
  await web.says({ text: '村口路灯坏了三天了没人修' })
  const offer = await web.sees('登记')
  await web.says({ choice: offer.choices[0]!.value })
  const opened = (await web.sees('查询码')).text
  const number = /BS\d{8}-\d{4}/.exec(opened)![0]
  const lookup = /查询码：(\w{6})/.exec(opened)![1]!
  expect(opened).toContain('公共管理办公室')
  expect(opened).toContain('11月24日（周二）前')

  await sees(CLERK, `【新办件】${number}`)
  telegram.presses(CLERK, '认领')
  await web.sees('首问责任人')
  telegram.quotes(CLERK, `【新办件】${number}`, '今天下午电工就到')
  await web.sees('今天下午电工就到')
  await sees(CLERK, '已送达本人')
  telegram.says(CLERK, `办结 ${number} 路灯已经修好`)
  const done = await web.sees('路灯已经修好')
  await web.says({ choice: done.choices[0]!.value })
  await web.sees('结案')

  const tracked = await fetch(`${desk.url}/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ number, code: lookup }),
    redirect: 'follow',
  })
  const page = await tracked.text()
  expect(page).toContain(number)
  expect(page).toContain('已结案')
  expect(page).not.toContain('备注')
})

test('what was begun survives a restart', async () => {
  telegram.says(RESIDENT, '人工')
  const opened = await sees(RESIDENT, '编号：')
  const number = /BS\d{8}-\d{4}/.exec(opened)![0]
  expect(await desk.stop()).toBe(0)
  desk = await desk.again()
  telegram.says(RESIDENT, '进度')
  await sees(RESIDENT, new RegExp(`${number}[^]*待接单`))
}, 40_000)
