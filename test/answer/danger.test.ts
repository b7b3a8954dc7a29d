/** What is danger now, what only sounds like it, and what is said first. */
import { sayDanger } from '../../core/messages/danger.ts'
import { describe, expect, test } from 'vitest'
import { makeUnderstand } from '../../core/answer/engine.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { readItems, readTown, readWords, townCut } from '../../town-files.ts'

const DATA = 'data'
const catalog = { version: 'test', items: readItems(`${DATA}/items.yaml`) }
const understand = makeUnderstand(catalog, readWords(DATA, readTown(DATA)), townCut(DATA))

/** What the chat answers; null where it sees no danger. */
const told = (text: string): string | null => {
  const u = understand(text)
  return u.decision === 'urgent' ? DIALOGUE.urgent(u.danger, text) : null
}

describe('hail', () => {
  test.each(['地里麦子让冰雹砸了', '玉米被雹子砸了', '西瓜地被雹子砸了', '下雹子砸坏了大棚'])(
    'on a field is no alarm: %s',
    (text) => {
      expect(told(text)).toBeNull()
    },
  )

  test.each(['冰雹砸了人', '让冰雹砸破头流血了'])('on somebody is: %s', (text) => {
    expect(told(text)).toContain('120')
  })

  test('of which it is not plain that it fell on somebody asks whether somebody is in danger', () => {
    expect(understand('让墙砸了').perhapsDanger).toBe(true)
  })

  test.each(['大树倒了砸了人', '被石头砸住了腿'])('what falls on people else is as before: %s', (text) => {
    expect(told(text)).toContain('120')
  })
})

describe('a bite', () => {
  test.each(['狗咬人了', '让狗咬了', '孩子被狗咬了', '邻居家狗咬了我妈', '猫抓破手了', '疯狗满街咬人'])(
    'is told how to wash the wound and where to go: %s',
    (text) => {
      expect(told(text)).toMatch(/肥皂水和流动的清水冲伤口15分钟[^]*狂犬病疫苗[^]*120/)
      expect(told(text)).not.toMatch(/煤气|119|开火/)
    },
  )

  test('of a snake is no matter of washing', () => {
    expect(told('被蛇咬了腿肿了')).toMatch(/^马上打 120/)
  })

  test.each(['被狗咬了打疫苗给报吗', '狗咬了去哪打疫苗', '狗咬了人 狗主不赔咋办', '给狗打疫苗要钱吗'])(
    'asked about in peace is no alarm: %s',
    (text) => {
      expect(told(text)).toBeNull()
    },
  )

  test('is not spoken of where gas leaks', () => {
    expect(told('屋里全是煤气味我迷糊')).toContain('119')
  })
})

describe('of the same kind of danger, what is said first follows what was told', () => {
  test.each([
    ['坡上冒烟了 风往村这边刮 我燎地边没看住', /119/, /别碰/],
    ['后街那闺女才九岁 后爹黑家老进她屋 问她她就掉泪说疼', /别先去问那个大人/, /邻居一起找/],
    ['老板欠的钱我也不要了 我买了一桶汽油 明天上他家去 一了百了', /您先别去/, /^您先别一个人待着/],
    ['我爸今天把药都倒一块数了一遍 说以后不拖累我和爷爷了', /别离开他/, /^您先别一个人待着/],
    ['孩子他爹走了 我把药都攒着呢 不拖累你们了', /^您先别一个人待着/, /别离开他/],
    ['熬不动了 今晚把婆婆一起带走算了', /喊个人来陪着您两个/, /先找个暖和/],
    ['伺候十年了撑不下去 想带着傻儿子一块走', /喊个人来陪着您两个/, /先找个暖和/],
    ['我媳妇生完俩月了 这两天老说她走了孩子跟我妈过也挺好', /别离开他/, /不用等24小时/],
  ])('%s', (text, says, never) => {
    expect(told(text)).toMatch(says)
    expect(told(text)).not.toMatch(never)
  })
})

test.each([
  ['building', '后山那条口子昨天才一指宽今天放得下巴掌了，雨没停，我屋头门都关不拢了', /离开坡底下/],
  ['unsure', '屋后坡坎松了 石头往下掉', /离开坡底下/],
  ['building', '别山镇政府旁边那栋楼裂了个大缝', /人马上出来/],
  ['flood', '水进屋了 到膝盖', /先往高处去/],
] as const)('first words for %s: %s', (kind, text, says) => {
  expect(sayDanger(kind, text)).toMatch(says)
})

test('a wall that gives way over people is at least asked about', () => {
  const u = understand('工人在没盖完的墙底下刨槽呢 墙根儿往外鼓了 往下掉渣')
  expect(u.perhapsDanger || u.decision === 'urgent').toBe(true)
})

describe('danger that no phrase names', () => {
  test.each([
    '那个养老金认证手机喊眨眼睛 老人婆听不懂 刷了八道都不过 眼看要停了咋个整',
    '老人婆昨天把洗衣粉当盐巴撒锅头 医生单子上写阿尔茨海默 我就想问这种痴呆评得到残疾证不',
    '我们胡同口泔水全泼路上 臭得开不了窗户 我住六条最里头',
    'bu shi wo, shi wo duixiang, ta hebei ren zai zher zu de fang',
    '谢谢啊 刚才真吓死我了',
  ])('alarms nobody in a plain question or report: %s', (text) => {
    expect(told(text)).toBeNull()
  })

  test.each(['面摊那边有股臭鸡蛋味 我男的非要点火试一哈是哪根管子', '灶房一股臭鸡蛋味儿 罐子嘶嘶的 换罐该找谁'])(
    'rotten eggs are gas: %s',
    (text) => {
      expect(told(text)).toContain('119')
    },
  )

  test('alarms however impatient it sounds: typed in pinyin', () => {
    expect(told('wo jia chai duo zhao huo le kuai lai ren')).toContain('119')
  })

  test.each([
    '歪了的那个灯别砸着人',
    '俺家墙让雨淋塌了一截 没砸着人',
    '那可快点啊 别砸着孩子',
    '孩子哭了 等会儿再弄',
    '厕所那个也快点啊',
  ])('feared, put off or waited for is no alarm: %s', (text) => {
    expect(told(text)).toBeNull()
  })

  test.each(['屋里有股臭味 像煤气', '一股怪味 像是液化气'])(
    'a smell likened to gas is at least asked about: %s',
    (text) => {
      const u = understand(text)
      expect(u.perhapsDanger || u.decision === 'urgent').toBe(true)
    },
  )
})

test('a wire on the ground told of this moment alarms, told of last year it does not', () => {
  expect(told('电线杆 这会儿线耷拉地上了 小孩老打那过')).toMatch(/110|119|120/)
  expect(told('去年电线耷拉地上 你们来修过')).toBeNull()
})

test('a child that several beat is danger now, told of last year it is not', () => {
  expect(told('孩子在学校让人堵厕所打 拍视频')).toContain('110')
  expect(told('我儿子去年让人堵厕所打过')).toBeNull()
})

test('too frail to come is no alarm in the middle of a matter; sudden or unanswered it is', () => {
  const of = (text: string) => understand(text, { item: 'gaoling', facet: 'general', offered: [] })
  for (const text of ['她走不动', '俺娘下不了炕', '腿脚不好']) expect([text, of(text).decision, of(text).perhapsDanger]).toEqual([text, 'answer', false]) // prettier-ignore
  for (const text of ['我妈突然走不了了', '人起不来了 叫不应', '老头子动不了了嘴也歪了']) expect([text, of(text).decision]).toEqual([text, 'urgent']) // prettier-ignore
})

test('papers that have not come are no missing child; a child that has not come down is', () => {
  for (const text of ['没下来', '低保没下来', '证还没下来']) {
    const u = understand(text)
    expect([text, u.decision === 'urgent', u.perhapsDanger]).toEqual([text, false, false])
  }
  for (const text of ['我爸上山没下来', '楼上还有俩孩子没出来', '人在井里没上来'])
    expect([text, understand(text).decision]).toEqual([text, 'urgent'])
})

test('one word alarms nobody, unless it is what happened', () => {
  for (const text of ['刀', '转账', '煤气', '发烧', '火', '110']) expect([text, understand(text).decision === 'urgent']).toEqual([text, false]) // prettier-ignore
  for (const text of ['救我', '救命', '吐血', '车祸'])
    expect([text, understand(text).decision]).toEqual([text, 'urgent'])
})

test('labour before its time is an emergency beside any question, long past it is none', () => {
  expect(told('儿媳妇七个月早起见红了肚子一阵一阵紧着疼 生孩子那个登记没办医院能收不')).toContain('120')
  expect(told('去年我媳妇八个月见红住院 这钱给报不')).toBeNull()
})

test('who complains of somebody’s manner is asked first, however angry', () => {
  expect(told('你们二楼那个窗口的我多问一句就拍桌子说我不识字别来耽误事我要反应反应')).toBeNull()
})
