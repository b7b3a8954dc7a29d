/** Names, telephones and both together, as people give them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contactToldWith, readContact } from '../../core/input/contact.ts'
import { joinName, readName } from '../../core/input/name.ts'
import { findPhone, readPhone } from '../../core/input/phone.ts'
import { CONTACT } from '../../core/messages/contact.ts'
import { maskContact } from '../../core/privacy/kept-contact.ts'
import { findPersonal } from '../../core/privacy/mask.ts'

const anyText = fc.string({ unit: 'binary' }).chain((text) => fc.nat(text.length).map((at) => text.slice(0, at)))
const wide = (text: string) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const digits = (n: number) => fc.stringMatching(new RegExp(`^\\d{${n}}$`))
const mobile = fc.tuple(fc.constantFrom('13', '15', '17', '18', '19'), digits(9)).map((p) => p.join(''))

describe('a telephone', () => {
  test.each([
    ['13812345678', '13812345678'],
    ['138 1234 5678', '13812345678'],
    ['138-1234-5678', '13812345678'],
    ['138.1234.5678', '13812345678'],
    ['138123 45678', '13812345678'],
    ['１３８１２３４５６７８', '13812345678'],
    ['+86 138 1234 5678', '13812345678'],
    ['0086-13812345678', '13812345678'],
    ['8613812345678', '13812345678'],
    ['022-2912 3456', '02229123456'],
    ['(022)29123456', '02229123456'],
    ['（022）2912－3456', '02229123456'],
    ['+86 22 2912 3456', '02229123456'],
    ['0315-7123456', '03157123456'],
    ['2912 3456', '29123456'],
    ['022-29123456 转 8012', '02229123456转8012'],
    ['400-123-4567', '4001234567'],
    ['+852 9123 4567', '+85291234567'],
    ['电话：138 1234 5678。', '13812345678'],
  ])('%j is dialled %s', (typed, phone) => {
    expect(readPhone(typed)?.phone).toBe(phone)
  })

  test.each(['138 1234 567', '138123456789', '12345678901', '029', '没有', '', '110', '1381234567八', '找13812345678'])('%j is none', (typed) => {
    expect(readPhone(typed)).toBeNull()
  }) // prettier-ignore

  test('a mobile number is read whatever stands between its digits, and what was read is read again', () => {
    const tie = fc.constantFrom('', ' ', '-', '－', '—', '.', '·', '\u200b', '\u3000', ' - ')
    const before = fc.constantFrom('', '+86', '+86 ', '0086', '0086-', '86')
    fc.assert(
      fc.property(mobile, tie, tie, before, fc.boolean(), (phone, a, b, code, full) => {
        const typed = code + phone.slice(0, 3) + a + phone.slice(3, 7) + b + phone.slice(7)
        expect(readPhone(full ? wide(typed) : typed)).toEqual({ phone, kind: 'mobile' })
        expect(readPhone(phone)).toEqual({ phone, kind: 'mobile' })
      }),
    )
  })

  test('any text has a telephone or none; where it stands is within the text, and one that is read is hidden when masked', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, mobile), (text) => {
        const found = findPhone(text)
        if (!found) return
        expect(found.from).toBeGreaterThanOrEqual(0)
        expect(found.to).toBeLessThanOrEqual(text.length)
        if (found.read?.kind === 'mobile') expect(findPersonal(found.read.phone)).toHaveLength(1)
      }),
    )
  })
})

describe('a name', () => {
  const NAMES = ['王', '李秀英', '欧阳建国', '𠮷田一郎', '𠮷', '㛃', '司徒〇', '阿不都热合曼', '古丽米热·阿不都热合曼', '买买提·吐尔逊·阿布都克里木', '卓玛', 'John Smith', "O'Brien", 'Нина', '김민수'] // prettier-ignore
  test.each(NAMES)('%j', (name) => expect(readName(name)).toBe(name))
  test.each([
    ['古丽米热•阿不都热合曼', '古丽米热·阿不都热合曼'],
    ['古丽米热・阿不都热合曼', '古丽米热·阿不都热合曼'],
    ['古丽米热‧阿不都热合曼', '古丽米热·阿不都热合曼'],
    ['古丽米热 · 阿不都热合曼', '古丽米热·阿不都热合曼'],
    ['李　秀英', '李秀英'],
    ['李\u200b秀英', '李秀英'],
  ])('%j is kept as %s', (typed, name) => expect(readName(typed)).toBe(name))
  test.each(['', '找我就行', '你们看着办', '13812345678', '不想留姓名', '·', '李·', '路灯坏了三天没人修了', '=1+1', '<b>'])('%j is none', (typed) => {
    expect(readName(typed)).toBe('')
  }) // prettier-ignore
  test('reading it again changes nothing', () => {
    fc.assert(fc.property(fc.oneof(anyText, fc.constantFrom(...NAMES)), (text) => {
      expect(readName(readName(text))).toBe(readName(text))
    })) // prettier-ignore
  })
  test.each([
    ['李', '秀英', '李秀英'],
    ['smith', 'john', 'smith john'],
    ['', '秀英', '秀英'],
    ['李秀英', '', '李秀英'],
  ])('surname %j and given name %j are %j', (last, first, name) => expect(joinName(last, first)).toBe(name))
})

describe('a contact', () => {
  test.each([
    ['李秀英 13812345678', '李秀英', '13812345678'],
    ['古丽米热·阿不都热合曼 13812345678', '古丽米热·阿不都热合曼', '13812345678'],
    ['李秀英 138123 45678', '李秀英', '13812345678'],
    ['我叫李秀英，电话022-2912 3456', '李秀英', '02229123456'],
    ['电话 138 0000 1111 我姓古丽', '古丽', '13800001111'],
    ['13812345678李秀英', '李秀英', '13812345678'],
    ['姓名：李秀英\n电话：138-1234-5678', '李秀英', '13812345678'],
    ['李秀英（手机）１３８１２３４５６７８。', '李秀英', '13812345678'],
    ['李 秀英 13812345678', '李秀英', '13812345678'],
    ['𠮷田 +86 138 1234 5678', '𠮷田', '13812345678'],
    ['13812345678', '', '13812345678'],
    ['张大爷', '张大爷', ''],
  ])('%j', (typed, name, phone) => {
    expect(readContact(typed)).toEqual({ ok: true, contact: { name, phone } })
  })

  test.each([
    ['李秀英 138 1234 567', 'phone', '10 位'],
    ['李秀英 1381234567890', 'phone', '13 位'],
    ['打13812345678找我就行', 'name', '姓名没看懂'],
    ['路灯坏了三天没人修了你们管不管', 'nothing', '没看懂'],
    ['', 'nothing', '没看懂'],
  ])('%j is not whole: one sentence says what is wrong', (typed, because, says) => {
    const read = readContact(typed)
    expect(read).toMatchObject({ ok: false, because })
    if (!read.ok) expect(CONTACT.unread(read)).toMatch(new RegExp(`^[^\\n]*${says}[^\\n]*13812345678”。$`))
  })

  test('nothing is dropped in silence: of whatever came, all is kept or something is said', () => {
    const name = fc.constantFrom('李秀英', '王', '古丽米热·阿不都热合曼', '𠮷田一郎')
    const between = fc.constantFrom(' ', '，', '：', '\n', '电话', ' 手机号 ', '，电话：')
    fc.assert(
      fc.property(name, between, mobile, fc.boolean(), (who, tie, phone, turned) => {
        expect(readContact(turned ? `${phone}${tie === '电话' ? ' ' : tie}${who}` : `${who}${tie}${phone}`)).toEqual({ ok: true, contact: { name: who, phone } }) // prettier-ignore
        expect(readContact(`${who} ${phone.slice(0, 10)}`)).toEqual({ ok: false, because: 'phone', digits: 10 })
      }),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        const read = readContact(text)
        if (read.ok) expect(read.contact.name + read.contact.phone).not.toBe('')
      }),
    )
  })

  test('what is shown of it tells neither the name nor the number', () => {
    expect(maskContact({ name: '𠮷田一郎', phone: '13812345678' })).toBe('𠮷***，138****5678')
    expect(maskContact({ name: '王', phone: '+85291234567' })).toBe('王，****4567')
  })
})

describe('a telephone in the middle of what is told', () => {
  test.each([
    ['138 0000 1111 王大娘', '王大娘', '13800001111'],
    ['我叫李秀英，电话13800001111，路灯在村口', '李秀英', '13800001111'],
    ['路灯三天没亮了 有信儿打给我 15900001234', '', '15900001234'],
    ['电话一三八零零零零四四四四 我姓郝 照片在这发行吗', '郝', '13800004444'],
    ['我的号换了 13900001111 老的不用了', '', '13900001111'],
    ['13800001111 晚上打 白天下地', '', '13800001111'],
    ['到了给俺打电话啊13800001111', '', '13800001111'],
  ])('is the writer’s own: %j', (text, name, phone) => {
    expect(contactToldWith(text)).toEqual({ name, phone })
  })

  test.each([
    '老板电话13800001111，他欠我三个月工钱',
    '骗子打来的号码是13800001111',
    '有个13800001111老给我打电话',
    '13800001111老给我打电话说我中奖了',
    '接了13800001111打来的电话，说是公安局',
    '022-29123456是村委会电话 没人接',
    '打13800001111也没人接',
    '给我13800001111这个号退钱的人找不着了，你们管不管客服13900001111',
    '我家门牌是120号',
    '低保要什么材料',
  ])('is somebody else’s, or none: %j', (text) => {
    expect(contactToldWith(text)).toBeNull()
  })
})
