import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskNeverNeeded, maskPersonal, WHERE } from '../../core/privacy/mask.ts'

const digit = fc.integer({ min: 0, max: 9 }).map(String)
const digits = (n: number) => fc.array(digit, { minLength: n, maxLength: n }).map((d) => d.join(''))
const two = (n: number) => String(n).padStart(2, '0')
const birthday = fc
  .record({
    y: fc.integer({ min: 1920, max: 2025 }),
    m: fc.integer({ min: 1, max: 12 }),
    d: fc.integer({ min: 1, max: 28 }),
  })
  .map(({ y, m, d }) => `${y}${two(m)}${two(d)}`)
const region = fc.tuple(fc.constantFrom('11', '12', '13', '37', '41', '51', '65'), digits(4)).map((p) => p.join(''))
const id18 = fc.tuple(region, birthday, digits(3), fc.constantFrom(...'0123456789Xx')).map((p) => p.join(''))
const id15 = fc.tuple(region, birthday.map((b) => b.slice(2)), digits(3)).map((p) => p.join('')) // prettier-ignore
const mobile = fc.tuple(fc.constantFrom('13', '15', '17', '18', '19'), digits(9)).map((p) => p.join(''))
const landline = fc.tuple(fc.constantFrom('022', '010', '0315'), fc.constantFrom('-', ' ', ''), fc.constantFrom(...'2345678'), digits(7)).map((p) => p.join('')) // prettier-ignore
const card = fc.tuple(fc.constantFrom('6228', '6217', '6222'), fc.constantFrom(12, 13, 15).chain(digits)).map((p) => p.join('')) // prettier-ignore
const around = fc.constantFrom('', '我的', '你好，', '。', ' ', '号码', '2026年11月')
const wide = (text: string) => text.replace(/[0-9xX]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const spaced = (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at)

/** The last six digits: whoever reads them in a row has learnt something. */
const tail = (text: string) => text.normalize('NFKC').slice(-6)

/** With the check digit that belongs to it. */
const checked = (first17: string): string => {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return first17 + '10X98765432'[weights.reduce((sum, w, i) => sum + w * Number(first17[i]), 0) % 11]!
}
const CODE = '0123456789ABCDEFGHJKLMNPQRTUWXY'
/** A unified social credit code: an office or a firm, a place, nine characters and the check digit. */
const creditCode = fc
  .tuple(fc.constantFrom('11', '12', '51', '91', '92', '93'), region, fc.array(fc.constantFrom(...CODE), { minLength: 9, maxLength: 9 }).map((c) => c.join('')))
  .map((p) => p.join(''))
  .map((code) => {
    const sum = [...code].reduce((total, c, i) => total + CODE.indexOf(c) * (3 ** i % 31), 0)
    return code + CODE[(31 - (sum % 31)) % 31]!
  }) // prettier-ignore
const HAN = ['零一二三四五六七八九', '〇壹贰叁肆伍陆柒捌玖'] as const
const inHan = (text: string, n: number) => text.replace(/\d/g, (d) => [...HAN[n]!][Number(d)]!)

describe('what names a person is masked', () => {
  test.each([
    ['身份证号', id18],
    ['身份证号', id15],
    ['银行卡号', card],
    ['手机号', mobile],
    ['电话', landline],
  ] as const)('%s, whatever stands around it, in whatever width', (kind, made) => {
    fc.assert(
      fc.property(made, around, around, fc.boolean(), (secret, before, after, full) => {
        const typed = full ? wide(secret) : secret
        const { text, found } = maskPersonal(`${before}${typed}，${after}`)
        expect(found).toEqual([kind])
        expect(text.normalize('NFKC')).not.toContain(tail(secret))
        expect(text).toContain(before)
      }),
      { numRuns: 300 },
    )
  })

  test('an identity card with a space, a dash or an invisible character anywhere inside', () => {
    fc.assert(
      fc.property(id18, fc.integer({ min: 1, max: 17 }), fc.constantFrom(' ', '-', '－', '\u200b', '\u3000', ' - '), (id, at, by) => {
        const { text, found } = maskPersonal(`身份证${spaced(id, at, by)}`)
        expect(found).toEqual(['身份证号'])
        expect(text).not.toContain(id.slice(-5))
      }),
    ) // prettier-ignore
  })

  test.each([
    '138 0013 8000',
    '138-0013-8000',
    '1 3 8 0 0 1 3 8 0 0 0',
    '+86 13800138000',
    '0086-138-0013-8000',
    '１３８００１３８０００',
    '138\u200b0013\u200b8000',
    '138.0013.8000',
    '138．0013．8000',
  ])('a mobile number typed as %s', (typed) => {
    expect(maskPersonal(`打${typed}找我`)).toEqual({
      text: expect.stringContaining('138****8000') as string,
      found: ['手机号'],
    })
  })

  test.each(['(022)29821234', '022 2982 1234', '座机29821234', '电话是 2982-1234'])('a telephone typed as %s', (typed) => {
    expect(maskPersonal(`${typed}。`).text).not.toMatch(/1234/)
  }) // prettier-ignore

  test('in Chinese digits, whoever reads them', () => {
    fc.assert(
      fc.property(fc.oneof(id18, mobile, card), fc.constantFrom(0, 1), fc.constantFrom('', ' ', '-'), (secret, n, by) => {
        const typed = inHan(secret.replace(/x/i, '1'), n)
        const { text, found } = maskPersonal(`我的是${spaced(typed, 3, by)}，谢谢`)
        expect(found).toHaveLength(1)
        expect(text).not.toContain(typed.slice(-6))
      }),
    )
    expect(maskPersonal('一三八〇〇一三八〇〇〇打不通').text).toBe('138****8000打不通')
    expect(maskPersonal('13812345678一直没人接').text).toBe('138****5678一直没人接')
  }) // prettier-ignore

  test.each([
    ['1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣', '手机号'],
    ['138_1234_5678', '手机号'],
    ['138/1234/5678', '手机号'],
    ['١٣٨١٢٣٤٥٦٧٨', '手机号'],
    ['𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖', '手机号'],
    ['138——1234——5678', '手机号'],
    [checked('81000019800101123'), '身份证号'],
    [checked('83000019991231002'), '身份证号'],
    [checked('91115619801203002'), '身份证号'],
    ['护照E12345678', '证件号'],
    ['EA1234567', '证件号'],
    ['回乡证 H1234567801', '证件号'],
    ['台胞证号：01234567', '证件号'],
    ['护照号是 AB1234567', '证件号'],
    ['USA110081010101', '证件号'],
    ['发到 Li.Xiu-ying+1@qq.com 就行', '邮箱'],
    ['邮箱zhang@mail.example.com.cn', '邮箱'],
  ])('%j', (typed, kind) => {
    const { text, found } = maskPersonal(typed)
    expect(found).toEqual([kind])
    expect(maskPersonal(text).found).toEqual([])
  })

  test('groups of a bank card and an identity card', () => {
    expect(maskPersonal('卡号6228 4800 1234 5678 901').found).toEqual(['银行卡号'])
    expect(maskPersonal('110101 19900307 231X').found).toEqual(['身份证号'])
  })

  test.each([
    ['我家住李庄村三排5号，下水道堵了', '（住址）'],
    ['住址：别山镇翠屏小区3号楼2单元501', '（住址）'],
    ['家庭住址是建设路12号院', '（住址）'],
  ])('a house: %s', (said, shown) => {
    const { text, found } = maskPersonal(said)
    expect(text).toContain(shown)
    expect(found).toEqual(['住址'])
    expect(maskPersonal(said, WHERE).text).toBe(said)
  })

  test.each([
    ['我叫张桂兰，得了尿毒症，能申请救助吗', '张某，得了尿毒症'],
    ['我媳妇李小红得了乳腺癌', '李某得了乳腺癌'],
    ['王建国是精神病，天天闹', '王某是精神病'],
    ['姓名：刘洋 肝炎', '姓名：刘某'],
  ])('a name beside an illness: %s', (said, shown) => {
    expect(maskPersonal(said)).toEqual({ text: expect.stringContaining(shown) as string, found: ['姓名和病情'] })
  })
})

test.each([
  '低保一个月给1200元，一年14400块',
  '2026-11-23到2026-12-01，上午08:30',
  '2026.11.23 2026.12.01',
  '20261123',
  '编号 BS20261123-0007',
  '津A12345 的车堵在路口，津AD12345也是',
  '电话12345没人接，110也打了',
  '别政补告〔2026〕1号',
  '我62岁，老伴65岁，儿子30岁，孙子3岁',
  '工资15000 2026年13个月没发',
  '四块地：62.35 85.20 120.50 65.80 亩',
  '3.1415926535897932',
  '面积1380013平方米，补1500 2000',
  '4050社保补贴',
  '我妈高血压有五年了',
  '我爸白内障能报销吗',
  '我儿子去年得了白血病',
  '我妈马上得做手术，有癌症',
  '家里困难，老人有重病，怎么办低保',
  '张主任态度不好，我要投诉',
  '我叫王小明，想办低保',
  '村里3户人家都没水',
  '李庄村路灯坏了',
  '住址变更怎么办理',
  '国道102号线边上',
])('“%s” holds nothing to mask', (text) => {
  expect(maskPersonal(text)).toEqual({ text, found: [] })
})

describe('what is counted by machines is no person’s', () => {
  test('the code of an organisation, with letters or called one', () => {
    fc.assert(
      fc.property(creditCode, fc.constantFrom('统一社会信用代码：', '税号', '信用代码 '), (code, word) => {
        expect(maskPersonal(`${word}${code}`).found).not.toContain('身份证号')
        if (/[A-WYZ]/.test(code)) expect(maskPersonal(code).found).toEqual([])
      }),
    )
  })

  test('an order of eighteen digits, unless it has all of an identity number, the check digit too', () => {
    const order = fc.tuple(fc.integer({ min: 2015, max: 2026 }), digits(14)).map((p) => p.join(''))
    fc.assert(
      fc.property(order, (number) => {
        expect(maskPersonal(number).found).toEqual([])
      }),
      { examples: [['202611301234567890']] },
    )
    const looksSo = fc.tuple(region, birthday, digits(3)).map((p) => p.join(''))
    fc.assert(
      fc.property(looksSo, fc.constantFrom('订单号', '快递单号 ', '流水号：'), fc.integer({ min: 1, max: 10 }), (first17, word, off) => {
        const right = checked(first17)
        const wrong = first17 + '10X98765432'[('10X98765432'.indexOf(right.at(-1)!) + off) % 11]!
        expect(maskPersonal(`${word}${wrong}`).found).not.toContain('身份证号')
        expect(maskPersonal(`${word}${right}`).found).toEqual(['身份证号'])
      }),
    ) // prettier-ignore
  })

  test.each([
    'MA05RT1234', 'G1234次列车', 'BS20261130-0008', 'BSZ202611300008', 'K7M2QXAB', 'E12', '合同编号HT20261130001', '邮箱 bieshan@tj.gov.cn', '@town_bot 进度', 'a@b',
    '二〇二六年十一月三十日', '一二三四五六七八九', '三百六十五天', '第一百二十三条', '一二三四 二二三四',
  ])('%j', (text) => expect(maskPersonal(text)).toEqual({ text, found: [] })) // prettier-ignore
})

test('a mask never makes a text longer, so what fits a field fits it masked; any text at all has one', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(id18, id15, mobile, card, landline, fc.string({ unit: 'binary' }), fc.constantFrom('a@b.cn', '护照123456', '李庄路1号', '住址是李庄村1', '我叫王五有癌症', '电话2982123'))), (parts) => {
      const text = parts.join(' ')
      expect(maskPersonal(text).text.length).toBeLessThanOrEqual(text.length)
    }),
  )
}) // prettier-ignore

test('masking twice is masking once, and what is no number stays as it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(id18, mobile, card, landline, fc.constantFrom('低保', '，', ' ', '3000元', '我叫张三有癌症', '李庄村三排5号'))),
      (parts) => {
        const once = maskPersonal(parts.join('，')).text
        expect(maskPersonal(once)).toEqual({ text: once, found: [] })
      },
    ),
  ) // prettier-ignore
})

test('at the door only what is never needed goes: a phone and a place stay for whoever must come', () => {
  const said = '李庄村三排5号漏水，打13800138000，身份证110101199003072316'
  expect(maskNeverNeeded(said)).toEqual({
    text: '李庄村三排5号漏水，打13800138000，身份证110***********16',
    found: ['身份证号'],
  })
})
