/** What somebody goes through, and the grade they give, read from a few words of whatever speech. */
import { describe, expect, test } from 'vitest'
import { staysWith } from '../../core/answer/danger/same.ts'
import { feelingOf } from '../../core/answer/policy/feeling.ts'
import { onlyGrade } from '../../core/input/rating.ts'

describe('a feeling', () => {
  test.each([
    ['我爸昨晚没了', 'grief'],
    ['俺娘走了 这两天', 'grief'],
    ['老伴刚在医院咽了气', 'grief'],
    ['家里老人去世了 先办啥', 'grief'],
    ['跑了五趟了还没办下来', 'trips'],
    ['你们就会踢皮球', 'trips'],
    ['没一个管事的', 'angry'],
    ['当官的良心呢', 'angry'],
    ['你们净糊弄老百姓', 'angry'],
    ['村里又拿话糊弄我', 'angry'],
    ['打12345说转你们了 都十二天没人搭理我', 'angry'],
    ['一个人不知道咋过', 'alone'],
    ['一个人在家 没人搭理', 'alone'],
  ])('is read in “%s”', (text, feeling) => {
    expect(feelingOf(text)).toBe(feeling)
  })

  test.each([
    '我爸的低保没了',
    '我妈走了一趟镇上没办成',
    '老伴前年走了 丧葬费还能领吗',
    '孩子走丢了',
    '邻居老打孩子 天天哭 咋反映',
    '低保停了咋办',
    '村口路灯坏了',
    '办低保要什么材料',
    '一个人能代办吗',
    '身份证丢了 一直用手机里照片糊弄 补一张多少钱',
    '我不是骂人 就问问低保咋办',
  ])('is not in “%s”', (text) => {
    expect(feelingOf(text)).toBeNull()
  })
})

describe('a grade that is all a text says', () => {
  test.each([
    ['巴适', 5],
    ['杠杠的', 5],
    ['弄得真不赖', 5],
    ['挺得劲', 4],
    ['还行吧', 3],
    ['凑合', 3],
    ['就那样', 3],
    ['不咋地', 2],
    ['不咋样啊', 2],
    ['太孬了', 1],
    ['啥玩意', 1],
  ])('“%s” is %i', (text, grade) => {
    expect(onlyGrade(text)).toBe(grade)
  })

  test.each(['好的', '行', '中', '要得', '凑合吧 味还在', '还行不行了', '路灯还不亮', '可以代办吗', '不行'])(
    '“%s” is none',
    (text) => {
      expect(onlyGrade(text)).toBeNull()
    },
  )
})

describe('what is told in the middle of an alarm', () => {
  test.each([
    ['confined', 'unsure', '上面那个人也晕了'],
    ['gas', 'violence', '打开窗户了还是有味'],
    ['fire', 'illness', '我妈呛着了'],
    ['missing', 'missing', '还是找不到'],
  ] as const)('is of the same danger: %s, read as %s in “%s”', (before, now, text) => {
    expect(staysWith(before, now, text)).toBe(true)
  })

  test.each([
    ['gas', 'fire', '着火了'],
    ['threat', 'violence', '他拿刀砍过来了'],
    ['unsure', 'fire', '烧起来了'],
  ] as const)('is of another: %s, then %s in “%s”', (before, now, text) => {
    expect(staysWith(before, now, text)).toBe(false)
  })
})
