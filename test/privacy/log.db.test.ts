/** What people write never enters the log, at its most talkative and with everything around it failing. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTown, type Person, type Town, type WebPerson } from '../support/outside.ts'
import { PICTURES } from '../support/pictures.ts'

let town: Town
let clerk: Person
let zhou: Person
let wu: Person
let li: WebPerson

beforeAll(async () => {
  town = await openTown('2026-02-09T09:00', { LOG_LEVEL: 'debug' })
  clerk = await town.staff('马得草', 501, 'NYB')
  zhou = town.telegram('周大娘', 601)
  wu = town.telegram('吴', 602)
  li = await town.web('老李')
}, 400_000)
afterAll(() => town.stop(), 60_000)

/** Each as it is said somewhere below; none may be printed anywhere. */
const SAID = [
  '110101195001011237', '13812345678', '13900001111', '6222021234567894', '李秀英', '钱大爷', '翠屏山路17号', '肝癌', '村口路灯坏了', '机井', '换了新灯',
] // prettier-ignore

test('personal data, what was asked and what was answered stay out of the log', async () => {
  await zhou.says('我叫李秀英，身份证110101195001011237，手机13812345678，住翠屏山路17号，得了肝癌，低保怎么办')
  await zhou.sees('低保')
  await zhou.says('银行卡6222021234567894给您，钱打进来')
  await zhou.sees(/./)
  await li.chooses('apply:zhaijidi')
  await li.sees('给谁办')
  await li.taps('自己')
  await li.sees('手上有哪几样')
  await li.sends('李秀英身份证110101195001011237.jpg', 'image/jpeg', new Uint8Array(PICTURES['image/jpeg']))
  await li.taps('交给工作人员看')
  await li.sees('请留个姓名和电话')
  await li.says('李秀英 13812345678')
  const lookup = /查询码：(\w{6})/.exec(await li.sees('编号：BS20260209-0001'))![1]!
  await clerk.sees('【新办件】')
  await clerk.says('代办登记 李庄机井坏了，来电 联系人 钱大爷 13900001111')
  await clerk.sees('已登记 BS20260209-0002')

  // the platform drops, hangs, lies and refuses while letters with all this in them go out
  const failsOnce = (kind: 'garbage' | 'drop') => town.platform.fault({ method: 'sendMessage', kind, times: 1 })
  failsOnce('garbage')
  await zhou.says('人工')
  await zhou.sees('编号：')
  failsOnce('drop')
  await wu.says('人工')
  await wu.sees('请用一句话')
  town.platform.fault({ method: 'sendMessage', kind: 'answer', status: 500, description: '村口路灯坏了', times: 1 })
  await wu.says('村口路灯坏了三天了，找李秀英 13812345678')
  await wu.sees('编号：')
  // what no honest client would ask
  for (const [path, init] of [
    [`/track?number=BS20260209-0001&code=${lookup}&name=李秀英`, {}],
    ['/李秀英/13812345678', {}],
    ['/api/ask', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text":"李秀英13812345678' }],
    ['/api/ask', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text":{"手机":"13812345678"}}' }],
    ['/track', { method: 'POST', body: new URLSearchParams({ number: '李秀英', code: '13812345678' }) }],
    ['/track', { method: 'POST', body: new URLSearchParams({ number: 'BS20260209-0001', code: lookup }) }],
  ] as [string, RequestInit][]) await (await fetch(new URL(path, town.url), init)).arrayBuffer() // prettier-ignore

  const log = town.printed()
  // every code stands in a letter; the last but one in the letter the platform would not take
  const codes = [...town.transcript.join('\n').matchAll(/查询码[： ]*(\w{6})/g)].map(([, code]) => code!)
  expect(codes).toHaveLength(4)
  // it does say what happens, or its silence would prove nothing
  expect(log.match(/a letter did not go/g)).toHaveLength(3)
  expect([...SAID, ...codes, '42:outside'].filter((said) => log.includes(said) || log.includes(encodeURIComponent(said)))).toEqual([]) // prettier-ignore
}, 200_000)
