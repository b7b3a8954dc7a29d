/** What is said before, beside or instead of an answer: no question of danger in a plain question, the rule above a handoff, honest words to who reports. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applyAnswerPolicy } from '../../core/answer/policy/answer-policy.ts'
import { composeReply } from '../../core/answer/reply/compose-reply.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { readCalendars, readItems, readTown, readWords, townCut, understander } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')
const town = readTown(DATA)
const catalog = { version: 'test', items: readItems(join(DATA, 'items.yaml')) }
const understand = understander(catalog, readWords(DATA, town), townCut(DATA))
const world = { town, catalog, calendar: makeCalendar(readCalendars(DATA)), publicUrl: '' }
const firstScreen = (text: string) =>
  composeReply(applyAnswerPolicy(understand, text, undefined, catalog), world, text)[0]!.text

test.each([
  '俺爹腊月里中的风 左边胳膊腿都不听使唤 出院俩月了 残疾证得等多少天才能评',
  '我切板子把右手食指中指切没了 这样能给个残疾证不',
  '头年清明有人烧纸让护林的逮走蹲了几天 今年上坟几月到几月不让点火',
])('a weak sign in the story of a plain question asks nobody whether they are in danger: %s', (text) =>
  expect(firstScreen(text)).not.toContain('现在有人有危险吗'),
)

test.each(['我家煤气罐好像在漏 没闻见味就是滋滋响 找谁看', '他说不转钱就把孩子照片发出去 我转不转'])(
  'what may be danger told as a question is still met: %s',
  (text) => expect(firstScreen(text)).toMatch(/现在有人有危险吗|110|119/),
)

test('who asks a rule of their own pending matter is told the rule, and offered a person', () => {
  expect(firstScreen('人家种地的钱都到了就我家没到 卡号没变 给查查卡哪了')).toMatch(
    /^种地补贴：.*没到账[^]*登记给农业发展办公室/,
  )
})

test.each([
  '道口收破烂的院里堆了几百块旧电瓶 酸水满地 你们去查查',
  '我打12345说排水沟的事 回我说已解决 沟还那样 谁给点的办结',
])('who reports something is not told that it cannot be answered: %s', (text) =>
  expect(firstScreen(text)).not.toContain('答不准'),
)

test.each([
  ['低保批了给钱打哪个卡', /^低保：.*社保卡或银行卡/],
  ['死亡证明上哪开', /^火化和丧葬：死亡证明：医院没的医院开/],
])('one thing about one paper is answered, not the whole list: %s', (text, says) => {
  expect(firstScreen(text)).toMatch(says)
  expect(firstScreen(text)).not.toMatch(/要带\d样/)
})

test('which of the papers is asked about is told before the whole list', () => {
  expect(firstScreen('残疾评定用带片子不')).toMatch(/^残疾人证：.*片子[^]*要带5样/)
  expect(firstScreen('办低保要什么材料')).toMatch(/^低保，要带5样/)
})

test.each(['给我写首诗', '唱个歌呗', '讲个笑话听听'])('company is offered no list of matters: %s', (text) => {
  expect(firstScreen(text)).not.toMatch(/您问的是哪一件/)
})

test('what names nothing is of the matter in hand, however like a wording of another it is', () => {
  expect(understand('去哪补', { item: 'shenfenzheng', facet: 'general', offered: [] })).toMatchObject({
    decision: 'answer',
    item: 'shenfenzheng',
  })
})

test('of the matter in hand and another as likely both are told', () => {
  const u = understand('没钱盖 有补助没', { item: 'zhaijidi', facet: 'general', offered: [] })
  expect([u.decision, ...u.candidates.slice(0, u.offer).map((c) => c.id)]).toEqual(['choose', 'zhaijidi', 'weifang'])
})

test.each([
  ['我妈的高龄津贴咋办', 'gaoling'],
  ['他妈的残疾证咋换', 'canjizheng'],
  ['他妈八十了能领啥', 'gaoling'],
  ['俺爹有病啊能办低保不', 'dibao'],
  ['弱智孩子能办残疾证不', 'canjizheng'],
  ['我儿子智障二级有补贴没', 'canji-butie'],
  ['您忙着呢 我问下低保', 'dibao'],
  ['没事了就是想问问社保卡', 'shebaoka'],
])('a mother, an illness or a greeting in a question is no abuse and no small talk: %s', (text, item) => {
  const u = applyAnswerPolicy(understand, text, undefined, catalog)
  expect([u.decision, u.candidates[0]?.id]).toEqual([expect.stringMatching(/answer|choose/), item])
})

test.each(['妈的', '你们他妈的', '你个废物', '傻逼机器', '你们是不是有病啊'])(
  'abuse is still heard as such: %s',
  (text) => {
    const u = applyAnswerPolicy(understand, text, undefined, catalog)
    expect(u).toMatchObject({ decision: 'smalltalk', smalltalk: 'abuse', perhapsDanger: false })
  },
)

test.each([
  ['低保', 'dibao', /^低保是国家按月给钱[^]*就能申请/],
  ['我想问下低保', 'dibao', /^低保是国家按月给钱/],
  ['残疾证', 'canjizheng', /^残疾人证：残疾证是国家给残疾人的凭证/],
  ['高龄补贴呗', 'gaoling', /高龄津贴/],
])('the bare name of a matter is told what it is: %s', (text, item, says) => {
  expect(understand(text)).toMatchObject({ decision: 'answer', item, perhapsDanger: false })
  expect(firstScreen(text)).toMatch(says)
  expect(composeReply(understand(text), world, text)[0]!.choices?.map((c) => c.label)).toEqual(
    expect.arrayContaining(['带什么', '怎么办']),
  )
})

test.each(['残疾证丢了', '身份证丢了', '养老金还没到账'])('an alias that asks is no bare name: %s', (text) => {
  expect(firstScreen(text)).toMatch(/丢了|没到/)
})

test.each(['我问下低保', '问下残疾证', '想打听个事', '我想咨询一下'])(
  'who only begins to ask is in no danger: %s',
  (text) => {
    const u = understand(text)
    expect([u.decision === 'urgent', u.perhapsDanger]).toEqual([false, false])
  },
)

test.each(['特困供养咋办', '公墓咋申请', '孤儿生活费怎么办理'])('how it is done is told by its steps: %s', (text) => {
  const u = understand(text)
  const point = town.points[u.item ?? '']?.find((p) => p.id === u.point)
  expect([u.decision, point?.kind]).toEqual(['answer', 'steps'])
})
