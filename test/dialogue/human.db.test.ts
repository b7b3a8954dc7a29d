/** Grief, anger, a danger that goes on, two matters at once, a grade in dialect: what a good clerk would make of them. */
import { expect, test } from 'vitest'
import { newcomers, NUMBER, offered, openDesk, registered, turn } from './rig.ts'

const desk = await openDesk({ 张三: 'GGB', 安全员: 'GAB' })
const MENU = /您问的是哪一件|我还是没弄准/

const someone = newcomers('老乡')

const taken = (who: string, what: string): Promise<string> => registered(desk, who, what, { by: '张三' })
async function ended(who: string, what: string): Promise<string> {
  const number = await taken(who, what)
  await desk.says('张三', `办结 ${number} 弄好了`)
  return number
}

test('a death is met with a human sentence, then with what is done first', async () => {
  const who = someone()
  const said = await turn(desk, who, '我爸昨晚没了')
  expect(said).toMatch(/^请您节哀[^]*先开死亡证明/)
  expect(said).not.toMatch(MENU)
  expect(await turn(desk, who, '心里乱得很 不知道先干啥')).not.toMatch(MENU)
})

test('whoever is left alone is offered a voice and a person, no list of matters', async () => {
  const who = someone()
  const said = await turn(desk, who, '老伴走了 我一个人不知道咋过')
  expect(said).toMatch(/请您节哀[^]*12356/)
  expect(offered(desk, who)).toContain('登记，找工作人员')
  expect(await turn(desk, who, '娃都在外头')).not.toMatch(MENU)
})

test.each([
  ['你们这帮人就知道推 我跑了五趟了', '办个低保跑五趟 你们当官的良心呢'],
  ['你们是不是都死光了', '气死我了'],
])('anger is met with an apology, and told twice it is with a person: “%s”', async (first, second) => {
  const who = someone()
  const said = await turn(desk, who, first)
  expect(said).toMatch(/对不住/)
  expect(said).not.toMatch(/我答不准/)
  expect(await turn(desk, who, second)).toMatch(NUMBER)
})

test.each([
  ['不是', '不对', '你不懂'],
  ['给个准话', '不行', '...'],
  ['啊', '呃', '唉'],
])('of “%s”, “%s”, “%s” nothing comes, and a person is offered', async (...words) => {
  const who = someone()
  for (const word of words) await turn(desk, who, word)
  expect(offered(desk, who)).toContain('登记，找工作人员')
})

test('a smell of gas told weakly is asked about with what to do meanwhile, and not knowing is danger', async () => {
  const who = someone()
  expect(await turn(desk, who, '屋里有股臭味 像煤气')).toMatch(/有人有危险吗？先开门开窗，别开灯/)
  expect(await turn(desk, who, '不知道 反正臭')).toMatch(/119[^]*值班的人/)
  const other = someone()
  await turn(desk, other, '屋里有股臭味 像煤气')
  expect(await turn(desk, other, '没有')).toContain('没事就好')
})

test('an alarm is kept: no script of another danger, no matter of the office, until a matter is plainly asked', async () => {
  const who = someone()
  await turn(desk, who, '村东头化粪池有人掉下去了')
  expect(await turn(desk, who, '上面那个人也晕了')).toMatch(/千万别下去救/)
  expect(await turn(desk, who, '打了119了 他们问在哪')).toMatch(/哪个村[^]*值班的人/)
  expect(await turn(desk, who, '现在能往下扔绳子吗')).toMatch(/千万别下去救/)
  expect(await turn(desk, who, '还有我想问下低保要啥材料')).toContain('户口簿')
})

test('of two open matters the one is urged that is named after “which one?”', async () => {
  const who = someone()
  await taken(who, '村口路灯坏了 一个礼拜了')
  const drain = await taken(who, '还有个事 我家门口下水道堵了 往外冒脏水')
  await turn(desk, who, '快点吧')
  expect(offered(desk, who)[0]).toMatch(/^\d{4} 我家门口下水道/)
  expect(await turn(desk, who, '下水道那个')).toContain(`${drain} 已帮您催办`)
  await turn(desk, who, '快点吧')
  expect(await turn(desk, who, '第二个')).toContain('已帮您催办')
})

test('of a case in hand, told in so many words: when, quick, not needed any more', async () => {
  const who = someone()
  const number = await taken(who, '前街路灯灭了三盏 小学门口到桥头那段')
  expect(await turn(desk, who, '路灯那个啥时候修')).toContain(number)
  expect(await turn(desk, who, '几天能给信儿')).toContain(number)
  expect(await turn(desk, who, '快点哈 孩子上学摸黑')).toContain(`${number} 已帮您催办`)
  expect(await turn(desk, who, '不用修了 我们自己换好了')).toContain(`确定撤回 ${number}`)
})

test('a second matter announced is none of the first, and how an official behaved is in no file of theirs', async () => {
  const who = someone()
  const number = await taken(who, '前街路灯灭了三盏 小学门口到桥头那段')
  expect(await turn(desk, who, '还有桥头那堆垃圾')).not.toContain(number)
  const other = someone()
  const fence = await taken(other, '隔壁老王家把水排我家院里')
  expect(await turn(desk, other, '我要投诉村主任')).not.toContain(fence)
})

test('a danger goes on through what describes it, what was rung and what is easier, and ends when it ends', async () => {
  const who = someone()
  await turn(desk, who, '我孙子不见了')
  expect(await turn(desk, who, '五岁 穿红棉袄 在大集上')).toContain('值班的人')
  expect(await turn(desk, who, '派出所电话多少')).toContain('110')
  expect(await turn(desk, who, '找着了找着了 在卖糖葫芦那')).toContain('没事就好')
  const ill = someone()
  await turn(desk, ill, '我爹肚子疼得打滚')
  expect(await turn(desk, ill, '打了120说要四十分钟')).toContain('电话别占线')
  expect(await turn(desk, ill, '他现在说不疼了')).toContain('别大意')
  const cheated = someone()
  await turn(desk, cheated, '有个自称公安的让我把钱转到安全账户')
  expect(await turn(desk, cheated, '那我挂了')).toContain('挂了就对了')
})

test.each([
  ['巴适', '打 5 分（非常满意），对吗'],
  ['还行吧', '打 3 分（基本满意），对吗'],
  ['不咋地', '打 2 分（不满意），对吗'],
])('a grade in dialect is read back: “%s”', async (word, back) => {
  const who = someone()
  await ended(who, '村西头垃圾没人拉')
  expect(await turn(desk, who, word)).toContain(back)
  expect(await turn(desk, who, '对')).toContain('谢谢您的评价')
})

test('a word is enough for whether it is well', async () => {
  const who = someone()
  const number = await ended(who, '村北头垃圾没人拉')
  expect(await turn(desk, who, '中')).toContain(`${number} 结案`)
  const other = someone()
  await ended(other, '南河沿垃圾没人拉')
  expect(await turn(desk, other, '没弄好')).toMatch(/没解决的是哪一点|重办/)
})

test('a grade with what is still wrong takes the case up again', async () => {
  const who = someone()
  const number = await ended(who, '村南头垃圾没人拉')
  expect(await turn(desk, who, '凑合吧 味还在')).toContain(`${number} 的重办申请收到了`)
})

test.each(['都删了嘛', '把我说的都删了吧', '别留我的信息', '给我全删了', '删掉我的资料'])(
  '“%s” asks to be forgotten',
  async (text) => {
    expect(await turn(desk, someone(), text)).toContain('确定删除')
  },
)
