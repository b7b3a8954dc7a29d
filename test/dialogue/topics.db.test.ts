/** What a message is of: the matter spoken of, one gone back to, an application going on, or the matter a person is asked for. */
import { expect, test } from 'vitest'
import { newcomers, NUMBER, offered, openDesk, turn } from './rig.ts'

const desk = await openDesk()

const someone = newcomers('问的人')

test('“说回房子那个” goes back to the matter it was, and what comes next is of it', async () => {
  const who = someone()
  expect(await turn(desk, who, '我要翻盖老房子 宅基地手续咋走')).toContain('《农村村民宅基地')
  expect(await turn(desk, who, '院里有棵大杨树碍事 要办证才能砍吗')).toContain('《林木采伐')
  expect(await turn(desk, who, '说回房子那个 要村里开会吗')).toContain('《农村村民宅基地')
  expect(await turn(desk, who, '得几天批')).toContain('《农村村民宅基地')
})

test('a matter gone back to is known by its meaning, whatever words it was first asked in', async () => {
  const who = someone()
  await turn(desk, who, '老板不给工钱 三个月了')
  expect(await turn(desk, who, '没签合同能告吗')).toContain('《农民工欠薪')
  expect(await turn(desk, who, '对了我身份证也丢了 补一个要几天')).toContain('《居民身份证')
  expect(await turn(desk, who, '回到工钱那个事 去哪投诉')).toContain('《农民工欠薪')
  expect(await turn(desk, who, '收钱吗')).toContain('《农民工欠薪')
})

test('words that only begin like it go back to nothing', async () => {
  const who = someone()
  await turn(desk, who, '办低保要什么材料')
  await turn(desk, who, '优待证咋办')
  expect(await turn(desk, who, '回族结婚要带什么')).toContain('结婚登记')
})

test('in the middle of an application a question is nobody’s name, and papers are put right', async () => {
  const who = someone()
  await turn(desk, who, '优待证咋办')
  await desk.taps(who, 'apply:youdaizheng')
  await turn(desk, who, '本人')
  expect(await turn(desk, who, '大概都有吧')).toContain('姓名和电话')
  const corrected = await turn(desk, who, '退伍证找不着了')
  expect(corrected).toMatch(/手上有：[^\n]*户口簿[^]*退役证件先缺着[^]*姓名和电话/)
  const answered = await turn(desk, who, '要多久能下来？')
  expect(answered).not.toMatch(NUMBER)
  expect(answered).toContain('申请还开着')
  expect(await turn(desk, who, '老郝 13800004444')).toMatch(NUMBER)
})

test('a name and a number after the registration reach what is in hand', async () => {
  const who = someone()
  await turn(desk, who, '俺家门口路灯一宿一宿不亮')
  await turn(desk, who, '登记吧')
  expect(await turn(desk, who, '我叫李秀英，电话13800004444')).toMatch(/改好了[^]*1 件/)
})

test('who waits and is weary is hurried along, and dies of nothing', async () => {
  const who = someone()
  await turn(desk, who, '社保卡丢了咋办')
  const said = await turn(desk, who, '等你们办完我都要死了')
  expect(said).toContain('您别急')
  expect(said).not.toMatch(/丧葬|120/)
})

test('a matter for a person is named, with a tap to how it is done', async () => {
  const who = someone()
  expect(await turn(desk, who, '老板不给工钱 三个月了')).toContain('您说的是欠薪投诉的事')
  expect(offered(desk, who)).toEqual(['登记，找工作人员', '看欠薪投诉怎么办', '不用了'])
  expect(await turn(desk, who, '好')).toMatch(NUMBER)
})

test('told of one matter, not asked: it can be begun from there, and “给她办” goes on with it', async () => {
  const who = someone()
  await turn(desk, who, '我寻思给俺娘弄个低保，她一个人也没啥收入')
  expect(offered(desk, who)).toContain('我要申请')
  expect(await turn(desk, who, '那给她办吧')).toContain('低保')
})
