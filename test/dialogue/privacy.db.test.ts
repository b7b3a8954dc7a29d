import { expect, test } from 'vitest'
import { cases, conversations, inquiries } from '../../db/schema.ts'
import { openDesk, tablesHolding, turn } from './rig.ts'

const desk = await openDesk()

const ID = '110101199003072316'
const CARD = '6228480012345678901'
const PHONE = '13800138000'

test('numbers in a question are in no table once it is answered, and the person is told kindly, once', async () => {
  const said = await turn(desk, '大娘', `办低保要什么材料？我身份证${ID}，卡号6228 4800 1234 5678 901，电话${PHONE}`)
  expect(said).toContain('身份证号、银行卡号、手机号我遮住了')
  expect(said).toMatch(/户口簿/)
  expect(await tablesHolding(desk.database, [ID, CARD, PHONE, '6228 4800', '1234 5678'])).toEqual([])
  expect((await desk.database.db.select().from(inquiries))[0]!.text).toContain('138****8000')

  const again = await turn(desk, '大娘', `那要多久？身份证再发一遍${ID}`)
  expect(again).not.toContain('遮住')
  expect(again).toMatch(/工作日/)
  expect(await tablesHolding(desk.database, [ID])).toEqual([])
})

test('a name beside an illness is not kept', async () => {
  const said = await turn(desk, '大爷', '我叫张桂兰，得了尿毒症，能申请医疗救助吗')
  expect(said).toContain('姓名我遮住了')
  expect(await tablesHolding(desk.database, ['张桂兰'])).toEqual([])
})

test('where a broken thing stands stays in the case, and not in the log of questions', async () => {
  await turn(desk, '二婶', '李庄村三排5号门口路灯坏了没人修')
  await turn(desk, '二婶', '人工')
  const [c] = await desk.database.db.select().from(cases)
  expect(c!.text).toContain('李庄村三排5号')
  expect(desk.seen('二婶').some((m) => m.text.includes('遮住'))).toBe(false)
  expect(await tablesHolding(desk.database, ['李庄村三排5号'])).not.toContain('inquiries: 李庄村三排5号')
})

test('a number in a report, a reason or a caption is masked as well, and a group is told too', async () => {
  await turn(desk, '三姐', '投诉')
  await turn(desk, '三姐', `窗口小李把我身份证${ID}弄丢了，打我电话${PHONE}`)
  expect(await tablesHolding(desk.database, [ID, PHONE])).toEqual([])
  await desk.sends('三姐', { kind: 'file', name: 'a.png', type: 'image/png', size: 9, caption: `卡号${CARD}` })
  await desk.says('村群', `低保去哪办，我是${ID}`, { group: true })
  expect(desk.seen('村群').some((m) => m.text.includes('遮住'))).toBe(true)
  expect(await tablesHolding(desk.database, [ID, PHONE, CARD])).toEqual([])
})

test('what a conversation remembers holds no number either', async () => {
  const kept = JSON.stringify(await desk.database.db.select().from(conversations))
  expect(kept).not.toMatch(/\d{11,}/)
})
