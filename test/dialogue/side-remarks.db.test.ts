/** Side remarks are answered as such, and what was going on goes on. */
import { expect, test } from 'vitest'
import { newcomers, offered, openDesk, turn } from './rig.ts'

const desk = await openDesk({ 张三: 'GGB', 周八: 'DZB' })
const NUMBER = /[A-Z]{2}\d{8}-\d{4}/
const ALARM = /110|119|120/

const someone = newcomers('邻居')

test.each([
  ['登记了厂里会知道是我说的吗', /不会告诉被反映的人/],
  ['我在这说的村里能看见不', /只有办这件事的工作人员看得到/],
  ['说了他不得给我穿小鞋啊', /不影响您和家里人/],
  ['我这一投诉，会不会受影响？', /不影响您和家里人/],
  ['他翻我手机能看见这个不', /这台手机|您的手机/],
  ['来登记的人名字电话发我', /别人的姓名、电话/],
  ['没啥事 就是想找个人说说话', /12356/],
  ['哎呀不中 娃哭了 一会儿再弄', /您先忙/],
  ['我先去接个电话，稍后继续。', /您先忙/],
])('“%s”', async (text, says) => {
  const who = someone()
  await turn(desk, who, '村南头那个石材厂半夜一两点还切石头')
  const said = await turn(desk, who, text)
  expect(said).toMatch(says)
  expect(said).not.toMatch(NUMBER)
  // what was told before is not lost by it
  expect(await turn(desk, who, '人工')).toMatch(NUMBER)
})

test('what was told in anger goes along when a person is asked for', async () => {
  const who = someone()
  await turn(desk, who, '气死我了对门老黄家养那十几头猪粪水天天往我门口淌我出门都得垫砖头一礼拜了没人管')
  const number = NUMBER.exec(await turn(desk, who, '人工'))![0]
  expect(desk.seen('张三').concat(desk.seen('周八')).map((m) => m.text).join('\n')).toMatch(new RegExp(`${number}[^]*粪水天天往我门口淌`)) // prettier-ignore
})

test.each(['我要申请，本人。', '那恁先给俺报上吧 给俺孙子', '行 我要申请'])(
  'an application is begun in whatever words: %s',
  async (text) => {
    const who = someone()
    await turn(desk, who, '育儿补贴咋领')
    expect(offered(desk, who)).toContain('我要申请')
    expect(await turn(desk, who, text)).toMatch(/给谁办|手上有/)
  },
)

test('an application is begun for whom the same words name', async () => {
  const who = someone()
  await turn(desk, who, '残疾人护理补贴咋给他报')
  expect(offered(desk, who)).toContain('我要申请')
  expect(await turn(desk, who, '中 就办这 给公公申请')).toContain('手上有哪几样')
})

test('of a matter that was handed on, what is asked next is answered', async () => {
  const who = someone()
  await turn(desk, who, '我去年八十了高龄津贴今年咋没给我发')
  expect(await turn(desk, who, '带啥去')).toContain('高龄津贴')
})

test.each(['拉倒吧 老邻旧居的 这个不追究了', '算了 不反映了'])('an offer is turned down: %s', async (text) => {
  const who = someone()
  await turn(desk, who, '隔壁老孟头打除草剂 把我家苗药死一大片')
  const said = await turn(desk, who, text)
  expect(said).not.toMatch(NUMBER)
  expect(offered(desk, who)).toEqual([])
})

test('what nobody could tell before is read with what is said now', async () => {
  const who = someone()
  await turn(desk, who, '我那个本儿找不着了')
  await turn(desk, who, '不是户口本 红皮儿的')
  await turn(desk, who, '种地那个 咋补')
  expect(offered(desk, who)).toContain('承包证变更、补办')
})

test('told once more while nobody is in danger: a wire on the ground is met at once', async () => {
  const who = someone()
  await turn(desk, who, '俺们门口那杆子歪了好几天了')
  expect(await turn(desk, who, '电线杆 这会儿线耷拉地上了 小孩老打那过')).toMatch(ALARM)
})

test('words for a resident that name no case are asked for which one, and raise no alarm', async () => {
  const who = someone()
  await turn(desk, who, '村口路灯坏了三天没人修')
  const number = NUMBER.exec(await turn(desk, who, '人工'))![0]
  await desk.says('张三', `认领 ${number}`)
  await desk.says('张三', '正在核实，请您说说是哪三天去的')
  expect(desk.last('张三')).toContain('要办哪一件')
  await desk.says('张三', number.slice(-4))
  expect(desk.last(who)).toContain('哪三天去的')
})

test.each([
  ['把我说的这些都抹了行不', '抹了还给我姐打电话不', '确定删除'],
  ['不用你们来清了', '等会儿 撤了往后还能再告不', '确定撤回'],
])('a question is no yes and no no: %s, %s', async (word, asks, tap) => {
  const who = someone()
  await turn(desk, who, '西头大坑边上堆那老些垃圾')
  await turn(desk, who, '人工')
  await turn(desk, who, word)
  expect(await turn(desk, who, asks)).toMatch(/现在删吗|现在撤吗/)
  expect(offered(desk, who)).toContain(tap)
})

test.each(['信不过 把我从你们那册子上勾了', '把我的名字从那上头划了吧'])(
  'erasure in old words is asked once more: %s',
  async (text) => {
    expect(await turn(desk, someone(), text.replace(/^信不过 /, ''))).toContain('确定删除')
  },
)

test('what is held is told in old words too', async () => {
  const who = someone()
  await turn(desk, who, '办低保要什么材料')
  expect(await turn(desk, who, '你们那现在都存着我啥 给念叨念叨')).toContain('来往')
})

test('a joke ends the alarm it raised', async () => {
  const who = someone()
  expect(await turn(desk, who, '着火啦!!!!!')).toContain('119')
  expect(await turn(desk, who, '哈哈哈哈骗你的')).toContain('没有危险就好')
  expect(desk.last(who)).not.toContain('举报')
})

test('what is meant for the family does not reach who has the case', async () => {
  const who = someone()
  await turn(desk, who, '村东头水泵房边上撂了死猪 没人管')
  const number = NUMBER.exec(await turn(desk, who, '人工'))![0]
  await desk.says('张三', `认领 ${number}`)
  const before = desk.seen('张三').length
  await turn(desk, who, '晚上包饺子 韭菜的 来不来')
  expect(desk.seen('张三').slice(before)).toEqual([])
})

test.each(['我电话给错了', '手机号留错了 咋改'])('a wrong number is put right: %s', async (text) => {
  expect(await turn(desk, someone(), text)).toMatch(/姓名|电话/)
})

test('told to register it anew, it is registered or offered', async () => {
  const who = someone()
  await turn(desk, who, '垃圾桶满了归谁管')
  const said = await turn(desk, who, '重新报吧 村口水管还漏着呢')
  expect(NUMBER.test(said) || offered(desk, who).includes('登记，找工作人员')).toBe(true)
})
