/** What is asked wrongly, too late or twice at once: each gets one plain sentence, and nothing else happens. */
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { staff as staffTable } from '../../db/schema.ts'
import { type TestDesk, testDesk } from '../support/desk.ts'
import { PICTURES } from '../support/pictures.ts'

let desk: TestDesk
let number = ''
beforeEach(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  await desk.staff('张', 'DQZX')
  await desk.says('居民', '人工')
  await desk.says('居民', '公厕没水')
  number = /BS\d{8}-\d{4}/.exec(desk.last('居民'))![0]
  await desk.says('张', `认领 ${number}`)
})
afterEach(() => desk.stop())

const said = (who: string): string =>
  desk
    .seen(who)
    .map((m) => m.text)
    .join('\n')
const version = async () => (await desk.database.db.query.cases.findFirst())!.version

test('a transfer to somebody who has left names them; to an unknown name shows how it is written', async () => {
  await desk.staff('老同事', 'GGB')
  await desk.database.db.update(staffTable).set({ leftAt: desk.now }).where(eq(staffTable.name, '老同事'))
  const before = await version()
  await desk.says('张', `转办 ${number} 老同事 归他管`)
  expect(desk.last('张')).toContain('老同事已经不在岗，请换一位同事')
  await desk.says('张', `转办 ${number} 没有这人 归他管`)
  expect(desk.last('张')).toContain('没找到这位同事。例：转办')
  expect(await version()).toBe(before)
})

test('an extension after the day is refused; so is one of a clock that does not run', async () => {
  desk.now = new Date('2026-12-01T09:00:00+08:00')
  await desk.says('张', `延期 ${number} 2 来不及`)
  expect(desk.last('张')).toContain('已经超过期限，延期要在到期前提出')
  desk.now = new Date('2026-12-01T09:05:00+08:00')
  await desk.taps('居民二', 'apply:gaoling')
  await desk.taps('居民二', 'whom:0')
  await desk.taps('居民二', 'submit')
  await desk.taps('居民二', 'later')
  const second = /BS\d{8}-\d{4}/.exec(desk.last('居民二'))![0]
  await desk.staff('王', 'GFB')
  await desk.says('王', `认领 ${second}`)
  await desk.says('王', `延期 ${second} 2 来不及`)
  expect(desk.last('王')).toContain('还没有开始计算办理期限')
})

test.each([
  ['办结', '还差内容'],
  ['转办', '没找到这位同事'],
  ['延期', '还差天数'],
  ['改派 火星科', '没找到这个科室'],
  ['答复 #7', '没有这条常用答复'],
  ['超时说明 三天', '还差天数'],
  ['告知 没有的事', '要写哪个事项'],
])('“%s” with nothing that fits is asked for: %s', async (words, says) => {
  const before = await version()
  const [word = '', ...rest] = words.split(' ')
  await desk.says('张', `${word} ${number} ${rest.join(' ')}`)
  expect(desk.last('张')).toContain(says)
  expect(await version()).toBe(before)
})

test('an empty supplement list is asked for', async () => {
  await desk.taps('居民', 'apply:gaoling')
  await desk.taps('居民', 'whom:0')
  await desk.taps('居民', 'submit')
  await desk.taps('居民', 'later')
  const second = /BS\d{8}-\d{4}/.exec(desk.last('居民'))![0]
  await desk.staff('王', 'GFB')
  await desk.says('王', `补正 ${second} ；；`)
  expect(desk.last('王')).toContain('补正要一次列全')
})

test('two who decide one request in the same second: one decision stands, the other is told', async () => {
  await desk.staff('主任', 'GFB', 'head')
  await desk.staff('领导', 'DZB', 'group')
  await desk.staff('王', 'GFB')
  for (const tap of ['apply:gaoling', 'whom:0', 'submit', 'later']) await desk.taps('居民二', tap)
  const applied = /BS\d{8}-\d{4}/.exec(desk.last('居民二'))![0]
  await desk.says('王', `受理 ${applied}`)
  await desk.says('王', `延期 ${applied} 2 要到村里核实`)
  await Promise.all([desk.says('主任', `批准 ${applied}`), desk.says('领导', `驳回 ${applied} 不行`)])
  await desk.tick()
  const outcomes = [said('主任'), said('领导')].join('\n')
  expect(outcomes.match(/已(批准|驳回)，?/g)).toHaveLength(1)
  expect(outcomes.match(/没有等待批准的延期/g)).toHaveLength(1)
})

/** The tap of that name on the last card somebody was sent. */
const tapOf = (who: string, label: string): string =>
  desk.seen(who).flatMap((m) => m.choices ?? []).findLast((c) => c.label === label)!.value // prettier-ignore

test('two who tap one card in the same second: one has it, the other is told who', async () => {
  await desk.staff('李', 'DQZX')
  await desk.says('居民', '人工')
  await desk.says('居民', '路灯不亮')
  const both = ['张', '李'] as const
  await Promise.all(both.map((who) => desk.taps(who, tapOf(who, '认领'))))
  await desk.tick()
  const won = both.filter((who) => /-0002 已认领/.test(said(who)))
  expect(won).toHaveLength(1)
  expect(said(both.find((who) => who !== won[0])!)).toContain(`已由${won[0]}接单，不用再认领`)
})

test('a tap on an old card is refused though the case has come back to where it was; the card as it is now comes with it', async () => {
  await desk.staff('王', 'GFB')
  for (const tap of ['apply:gaoling', 'whom:0', 'submit', 'later']) await desk.taps('居民二', tap)
  const applied = /BS\d{8}-\d{4}/.exec(desk.last('居民二'))![0]
  const stored = async () => (await desk.database.db.query.cases.findMany()).find((c) => c.number === applied)!
  await desk.says('王', `认领 ${applied}`)
  await desk.says('王', `查 ${applied}`)
  const old = tapOf('王', '受理')
  expect(Buffer.byteLength(old)).toBeLessThanOrEqual(64)
  await desk.says('王', `补正 ${applied} 户口簿`)
  await desk.says('居民二', '已补齐')
  const before = await stored()
  expect(before.state).toBe('assigned')
  await desk.taps('王', old)
  expect(desk.last('王')).toMatch(/刚刚有变化，您的“受理”没有做。现在是“办理中”，请看过再办。\n\n【现在】BS/)
  expect(await stored()).toEqual(before)
  await desk.taps('王', tapOf('王', '受理'))
  expect(said('王')).toContain(`${applied} 已受理`)
  expect((await stored()).version).toBe(before.version + 1)
})

const PNG = [...PICTURES['image/png']]
const file = (name: string, bytes: Uint8Array) =>
  desk.sends('居民', { kind: 'file', name, type: 'image/png', size: bytes.length }, bytes)

test('a name with a path in it is stored without, ending as its bytes say', async () => {
  await file('../../../etc/passwd\0.exe', new Uint8Array(PNG))
  expect(desk.last('居民')).toContain('已放进')
  expect((await desk.database.db.query.files.findMany()).map((f) => f.name)).toEqual(['passwd.png'])
})

// a zip that would unpack to terabytes is a zip like another: nothing is ever unpacked
test.each([
  ['a zip bomb', [0x50, 0x4b, 3, 4, ...new Array<number>(500).fill(0)]],
  ['a program', [0x4d, 0x5a, 0x90, 0]],
  ['a page with a script', [...'<script>'].map((c) => c.charCodeAt(0))],
  ['nothing at all', []],
])('%s under the name of a picture is not taken', async (_, bytes) => {
  await file('a.png', new Uint8Array(bytes))
  expect(desk.last('居民')).toContain('只收照片、PDF、Word 和语音，单个不超过10MB')
  expect(await desk.database.db.query.files.findMany()).toEqual([])
})

test('fifty megabytes are not taken', async () => {
  const big = new Uint8Array(50 * 1024 * 1024)
  big.set(PNG)
  await file('a.png', big)
  expect(desk.last('居民')).toContain('不超过10MB')
  expect(await desk.database.db.query.files.findMany()).toEqual([])
})

test('a bad score that comes too late is refused and not asked for its reason', async () => {
  const [c] = await desk.database.db.query.cases.findMany()
  await desk.says('张', `答复 ${number} 修好了`)
  await desk.says('居民', '没解决')
  await desk.says('居民', '还是没水')
  const before = await version()
  await desk.taps('居民', `r1:${c!.id.toString(36)}`)
  expect(desk.last('居民')).toContain('不能这样办了')
  expect(said('居民')).not.toContain(DIALOGUE.whyBad)
  expect(await version()).toBe(before)
})
