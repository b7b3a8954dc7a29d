/** The same words in every spelling: what is a command without a mark is one with it, at every door that takes commands. */
import { beforeEach, describe, expect, test } from 'vitest'
import { caseByNumber, casesOfStaff } from '../../db/cases/find-cases.ts'
import { allStaff } from '../../db/people/staff.ts'
import { NUMBER, openDesk, turn } from './rig.ts'

const desk = await openDesk({ 王芳: 'GGB' })
let serial = 0
let who = ''
let number = ''

const opens = async (at: string): Promise<string> => {
  await desk.says(at, '人工')
  return NUMBER.exec(await turn(desk, at, '李庄村口的路灯坏了，三天没人修'))![0]
}
beforeEach(async () => {
  who = `居民${++serial}`
  number = await opens(who)
})
const wide = (text: string) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))

describe('a resident', () => {
  test.each(['我的办件。', '我的办件！', '“我的办件”', '我 的 办 件', '/mine@TownBot', '／ｍｉｎｅ', '我的办件\u200b。', '我的办件？'])('%j lists what is theirs', async (text) => {
    expect(await turn(desk, who, text)).toContain(`${number} 诉求`)
  }) // prettier-ignore

  test.each(['催办。', '催办！', '催 办', '催一下。'])('%j urges', async (text) => {
    expect(await turn(desk, who, text)).toMatch(/催/)
    const c = await caseByNumber(desk.database.db, number)
    const events = await desk.database.db.query.caseEvents.findMany()
    expect(events.filter((e) => e.caseId === c!.id).map((e) => e.action)).toContain('urge')
  })

  test('a question mark asks: nothing is withdrawn by it', async () => {
    await turn(desk, who, '撤回？')
    expect((await caseByNumber(desk.database.db, number))!.state).toBe('received')
  })

  test.each([
    (n: string) => wide(n),
    (n: string) => n.toLowerCase(),
    (n: string) => n.replace('-', '—'),
    (n: string) => n.replace('-', '——'),
    (n: string) => n.replace('-', ' '),
    (n: string) => `编号：${n}。`,
    (n: string) => `进度 ${n.replace('-', '–')}`,
    (n: string) => `进度 ${n.slice(-4)}。`,
    (n: string) => `/progress@TownBot ${n}`,
  ])('their number in spelling %#', async (spell) => {
    expect(await turn(desk, who, spell(number))).toMatch(new RegExp(`${number} 诉求`))
  })

  test('a number in another spelling still opens nobody else’s case', async () => {
    const other = await turn(desk, `别人${serial}`, wide(number))
    expect(other).toMatch(/查询码也发来/)
    expect(other).not.toContain('路灯')
  })

  test.each(['/start poster1', '/start@TownBot', '／ｓｔａｒｔ', '/START poster-1_a'])(
    '%j is a greeting',
    async (text) => {
      expect(await turn(desk, `新人${++serial}`, text)).toBe(await turn(desk, `新人${++serial}`, '/start'))
    },
  )

  test('a question that begins with a word of what is published is taken', async () => {
    for (const text of ['公开栏怎么三个月没更新', '承诺的路灯到现在没修', '考核怎么都是优秀'])
      expect(await turn(desk, `问的${++serial}`, `质询 ${text}`)).toMatch(/BS\d{8}-\d{4}/)
  })
})

describe('staff', () => {
  test.each(['待办。', '“待办”', '/待办@TownBot', 'ＴＯＤＯ'])('%j is the list', async (text) => {
    expect(await turn(desk, '王芳', text)).toMatch(/^待办（\d+）/)
  })

  test('an answer on a quoted list of two goes to neither; claiming on it claims none', async () => {
    const second = await opens(`居民${++serial}`)
    const list = await turn(desk, '王芳', '待办')
    const before = (await casesOfStaff(desk.database.db, [(await allStaff(desk.database.db))[0]!.id])).length
    for (const text of ['明天上午上门', '认领', '答复 修好了']) {
      await desk.says('王芳', text, { quoted: list })
      expect(desk.last('王芳')).toContain('要办哪一件')
    }
    expect(await casesOfStaff(desk.database.db, [(await allStaff(desk.database.db))[0]!.id])).toHaveLength(before)
    await desk.says('王芳', `认领 ${second.replace('-', '—').toLowerCase()}。`, { quoted: list })
    expect((await caseByNumber(desk.database.db, second))!.state).toBe('assigned')
    expect((await caseByNumber(desk.database.db, number))!.state).toBe('received')
  })

  test('the words of an answer without a number wait for a number alone; a number with other words takes those', async () => {
    await desk.says('王芳', '答复 换了灯泡')
    expect(desk.last('王芳')).toContain('要办哪一件')
    await desk.says('王芳', `答复 ${number} 明天来人`)
    expect(desk.last(who)).toContain('明天来人')
    await desk.says('王芳', '答复 换了灯泡')
    await desk.says('王芳', number)
    expect(desk.last(who)).toContain('换了灯泡')
    await desk.says('王芳', '答复 灯杆也扶正了')
    await desk.says('王芳', `${number} 是这件`)
    expect(desk.last(who)).not.toContain('灯杆')
  })
})

describe('a name and a number', () => {
  const asked = async (at: string): Promise<void> => {
    for (const tap of ['apply:dibao', 'whom:0', 'submit']) await desk.taps(at, tap)
    expect(desk.last(at)).toContain('请留个姓名和电话')
  }
  const kept = async (at: string): Promise<unknown> => {
    const opened = NUMBER.exec(desk.seen(at).map((m) => m.text).join('\n'))![0] // prettier-ignore
    const sealed = (await desk.database.db.query.cases.findMany()).find((c) => c.number === opened)!.particulars!
    return JSON.parse(desk.requestContext().cipher.decrypt(sealed))
  }

  test.each([
    ['古丽米热·阿不都热合曼 13812345678', '古丽米热·阿不都热合曼', '13812345678'],
    ['李秀英 138123 45678', '李秀英', '13812345678'],
    ['我叫𠮷田，座机（022）2912－3456', '𠮷田', '02229123456'],
  ])('%j is kept whole', async (text, name, phone) => {
    const at = `申请的${++serial}`
    await desk.says(at, '您好', { channel: 'web' })
    await asked(at)
    await desk.says(at, text)
    expect(await kept(at)).toEqual({ name, phone })
  })

  test('half of one is not kept: one sentence says what is missing, and the next try goes on', async () => {
    const at = `申请的${++serial}`
    await asked(at)
    expect(await turn(desk, at, '李秀英 138 1234 567')).toMatch(/^电话好像不对：数了是 10 位[^\n]*$/)
    expect(await turn(desk, at, '打13812345678找我就行')).toMatch(/^电话看到了，姓名没看懂[^\n]*$/)
    expect(await turn(desk, at, '李秀英 138 1234 5678')).toMatch(/BS\d{8}-\d{4}/)
    expect(await kept(at)).toEqual({ name: '李秀英', phone: '13812345678' })
  })

  test('a walk-in with half a number is not registered', async () => {
    expect(await turn(desk, '王芳', '代办登记 李庄路灯坏了，来电 联系人 张大爷 138 1234 56')).toMatch(
      /^没有登记：电话好像不对/,
    )
    expect(await turn(desk, '王芳', '代办登记 14:00来电，李庄路灯坏了 联系人 张大爷 138-1234-5678')).toMatch(
      /^已登记 BS/,
    )
  })
})
