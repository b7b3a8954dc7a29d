/** From a question nobody could answer to an answer everybody gets. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import readXlsxFile from 'read-excel-file/node'
import { type InquiryLine, writeInquiries } from '../../cli/inquiries.ts'
import { catalogVersions } from '../../db/schema.ts'
import { currentCatalog } from '../../db/catalog/catalog-versions.ts'
import { allStaff } from '../../db/people/staff.ts'
import { promoteFaq } from '../../services/promote-faq.ts'
import { adminHandlers } from '../../services/admin/admin-handlers.ts'
import { readCatalog } from '../../cli/catalog-yaml.ts'
import { understanding } from '../support/web-rig.ts'
import { NUMBER, openDesk, turn } from './rig.ts'

const HEAD = '科长甲'
const number = (text: string) => NUMBER.exec(text)![0]

const desk = await openDesk(
  { [HEAD]: ['GFB', 'head'], 经办乙: 'GFB', 科长丙: ['NYB', 'head'] },
  {
    // an engine that never knows: whatever is answered was learnt
    understand: (text) =>
      understanding({
        department: { code: 'GFB', because: ['低保'] },
        why: text.includes('我的') ? ['person'] : ['nothing-near'],
      }),
  },
)

const exported = async (args: object = {}): Promise<InquiryLine[]> => {
  const handlers = adminHandlers({ database: desk.database, requestContext: desk.requestContext, reload: async () => {}, send: () => {} })
  return (await handlers['inquiries.export']!(args)) as InquiryLine[]
} // prettier-ignore

test('what was not answered is listed, what many ask first, a matter of their own last', async () => {
  await turn(desk, '甲', '我的低保这个月怎么没发')
  await turn(desk, '乙', '低保能不能由邻居代办')
  await turn(desk, '丙', '低保能不能由邻居代办？')
  const list = await turn(desk, '经办乙', '未答')
  expect(list).toMatch(/没答上的问题（2）\n问\d+ 低保能不能由邻居代办.*2次.*\n问\d+ 我的低保.*本人的事/)
})

test('a complaint about staff stands in no list and no sheet', async () => {
  const said = await turn(desk, '丁', '窗口那个经办乙收了红包才给办')
  expect(said).toContain('他本人和他的科室看不到')
  expect(await turn(desk, '经办乙', '未答')).not.toContain('红包')
  expect(JSON.stringify(await exported())).not.toContain('红包')
})

test('a good reply is promoted by the head it belongs to, with the wordings that asked for it', async () => {
  await turn(desk, '乙', '人工')
  const n = number(desk.last('乙'))
  expect(await turn(desk, HEAD, `收录 ${n} 低保 低保能不能代办`)).toContain('还没有答复')
  await turn(desk, '经办乙', `认领 ${n}`)
  await turn(desk, '经办乙', `答复 ${n} 可以。带上委托书和双方身份证，打 022-29821234 先问一声，我手机13800138000`)
  expect(await turn(desk, '经办乙', `收录 ${n} 低保 低保能不能代办`)).toBe('收录由科室负责人定。')
  expect(await turn(desk, '科长丙', `收录 ${n} 低保 低保能不能代办`)).toMatch(/不归本科室|没有编号/)
  expect(await turn(desk, HEAD, `收录 ${n} 没这事 低保能不能代办`)).toContain('归到哪个事项')
  const done = await turn(desk, HEAD, `收录 ${n} 低保 低保能不能代办`)
  expect(done).toMatch(/已收录到“低保”，目录版本 2026-11-23\.2/)
  const catalog = (await currentCatalog(desk.database.db))!
  const [faq] = catalog.items.find((i) => i.id === 'dibao')!.faq
  expect(faq).toEqual({
    question: '低保能不能代办',
    aliases: ['低保能不能由邻居代办', '低保能不能由邻居代办？'],
    answer: expect.stringContaining('022-29821234') as string,
  })
  expect(faq!.answer).not.toContain('13800138000')
  // both who asked are answered for; the old version stays
  expect(await turn(desk, '经办乙', '未答')).not.toContain('邻居代办')
  expect(await desk.database.db.select().from(catalogVersions)).toHaveLength(2)
})

test('it is answered at once, whatever the engine makes of it; danger alone comes first', async () => {
  Object.assign(desk.townContext, { catalog: await currentCatalog(desk.database.db) })
  expect(await turn(desk, '新来的', '低保能不能由邻居代办呀')).toMatch(/^可以。带上委托书[\s\S]*来源：镇事项目录/)
})

test('没用 puts an answer on the list too, and what is no question for anybody is set aside', async () => {
  await desk.taps('新来的', 'useless')
  const list = await turn(desk, '经办乙', '未答')
  expect(list).toMatch(/代办呀（说没用）/)
  const own = /问(\d+) 我的低保/.exec(list)![1]!
  expect(await turn(desk, '经办乙', `未答 ${own} 不用`)).toContain('划掉了')
  expect(await turn(desk, '经办乙', '未答')).not.toContain('我的低保')
  expect(await turn(desk, '经办乙', '未答 99999 不用')).toContain('没有')
})

test('a question without a case is answered by the head in so many words, and taken back as simply', async () => {
  await turn(desk, '戊', '种地补贴哪天打卡')
  const id = /问(\d+) 种地补贴/.exec(await turn(desk, '科长丙', '未答'))![1]!
  expect(await turn(desk, HEAD, `收录 问${id} 种地补贴 每年公示后打卡`)).toContain('不归本科室')
  expect(await turn(desk, '科长丙', `收录 问${id} 种地补贴 每年公示后打卡，具体看村里公示栏`)).toContain(
    '已收录到“种地补贴”',
  )
  Object.assign(desk.townContext, { catalog: await currentCatalog(desk.database.db) })
  expect(await turn(desk, '己', '种地补贴哪天打卡')).toMatch(/^每年公示后打卡/)
  expect(await turn(desk, '科长丙', '收录 撤 gengdi-butie 种地补贴哪天打卡')).toContain('撤下来了')
  Object.assign(desk.townContext, { catalog: await currentCatalog(desk.database.db) })
  expect(await turn(desk, '庚', '种地补贴哪天打卡')).not.toContain('公示栏')
})

test('two heads at once lose nothing of each other', async () => {
  await turn(desk, '辛', '低保户过年发米面吗')
  await turn(desk, '壬', '种粮大户有奖励吗')
  const list = await turn(desk, HEAD, '未答')
  const [, a] = /问(\d+) 低保户过年/.exec(list)!
  const [, b] = /问(\d+) 种粮大户/.exec(list)!
  await Promise.all([
    desk.says(HEAD, `收录 问${a} 低保 发，按当年通知`),
    desk.says('科长丙', `收录 问${b} 种地补贴 没有单独奖励`),
  ])
  const { items } = (await currentCatalog(desk.database.db))!
  expect(items.find((i) => i.id === 'dibao')!.faq.map((f) => f.question)).toContain('低保户过年发米面吗')
  expect(items.find((i) => i.id === 'gengdi-butie')!.faq.map((f) => f.question)).toContain('种粮大户有奖励吗')
})

test('a confidential case is never promoted', async () => {
  await turn(desk, '癸', '投诉')
  await turn(desk, '癸', '排队两小时没人管')
  const n = number(desk.last('癸'))
  await desk.staff('党办丁', 'DZB', 'head')
  await turn(desk, '党办丁', `认领 ${n}`)
  await turn(desk, '党办丁', `答复 ${n} 已批评教育`)
  expect(await turn(desk, '党办丁', `收录 ${n} weinuo 排队没人管`)).toContain('要保密')
})

test('the log leaves as a sheet: masked, and nothing in it runs', async () => {
  await turn(desk, '子', '=HYPERLINK("http://x","点我") 我电话13800138000 有什么补贴')
  const lines = await exported({ from: '2026-11-23', to: '2026-11-23' })
  const dir = mkdtempSync(join(tmpdir(), 'shouwen-inquiries-'))
  try {
    await writeInquiries(join(dir, 'a.csv'), lines)
    await writeInquiries(join(dir, 'a.xlsx'), lines)
    const text = readFileSync(join(dir, 'a.csv'), 'utf8')
    expect(text).toMatch(/^\uFEFF序号,时间,渠道,问题/)
    expect(text).toMatch(/,"'=HYPERLINK\(/)
    expect(text).toContain('138****8000')
    expect(text).toContain('转人工')
    const [sheet] = (await readXlsxFile(join(dir, 'a.xlsx'))) as unknown as { data: unknown[][] }[]
    expect(JSON.stringify(sheet)).toContain('HYPERLINK')
    expect(JSON.stringify(sheet)).not.toContain('13800138000')
  } finally {
    rmSync(dir, { recursive: true })
  }
  expect(await exported({ from: '2030-01-01' })).toEqual([])
  await expect(exported({ from: '昨天' })).rejects.toThrow('日期写成')
})

test('catalog check warns of wordings that two matters share, questions answered before among them', () => {
  const item = (id: string, extra: string) => `- id: ${id}
  name: 事项${id}
  owner: GFB
  department: 某办
  routing: town
  type: 公共服务
  officeType: 承诺件
  statutoryLimit: { days: null, unit: working, basis: 无, evidence: none, verified: false }
  promisedLimit: { days: 5, unit: working, basis: 拟, proposed: true }
  fee: 不收费
  place: 窗口
  result: 证
  remedies: 复议
  verified: false
${extra}`
  const checked = readCatalog(
    `${item('a', '  aliases: [办证]\n')}${item('b', '  faq:\n    - { question: 多久下来, aliases: [办证], answer: 五天 }\n')}`,
  )
  expect(checked.ok && checked.warnings.map((w) => w.says)).toEqual([
    '事项 b：说法“办证”和事项 a 撞了，群众这么说时要反问',
  ])
})

test('a wording is kept of what was asked, unless it is empty, the question itself, or as long as a story', async () => {
  const ctx = desk.requestContext()
  const head = (await allStaff(desk.database.db)).find((one) => one.name === HEAD)!
  const item = (await currentCatalog(desk.database.db))!.items.find((i) => i.id === 'dibao')!
  const wordings = async (question: string, asked: string) => {
    const given = { question, asked, answer: '可以。', source: 'test' }
    return (await desk.database.db.transaction((tx) => promoteFaq(tx, ctx, head, item, given))).faq.aliases
  }
  const long = '能不能'.repeat(70)
  expect(await wordings('户口不在村里能申请吗', '')).toEqual([])
  expect(await wordings('户口不在村里能申请吗', ' 户口不在村里能申请吗 ')).toEqual([])
  expect(await wordings('户口不在村里能申请吗', '外村户口行不行')).toEqual(['外村户口行不行'])
  expect(await wordings('户口不在村里能申请吗', long.slice(0, 200))).toEqual([long.slice(0, 200)])
  expect(await wordings('户口不在村里能申请吗', long.slice(0, 201))).toEqual([])
})
