/** What `town init` asks, in order: each answer read strictly, and what is taken where only Enter is pressed. */

export type Read = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly because: string }

export type Key =
  'name' | 'authority' | 'county' | 'prefix' | 'noticePrefix' | 'place' | 'phone' | 'court' | 'morning' | 'afternoon'
export type Answers = Readonly<Partial<Record<Key, string>>>

export interface Question {
  readonly key: Key
  readonly asks: string
  /** Null: must be answered. */
  readonly standard: (before: Answers) => string | null
  readonly read: (text: string) => Read
}

const ok = (value: string): Read => ({ ok: true, value })
const no = (because: string): Read => ({ ok: false, because })

/** Full-width letters, digits and colons as people type them in Chinese. */
const plainWidth = (text: string): string =>
  text.normalize('NFKC').replaceAll(/[—–~〜至到]+/g, '-').trim() // prettier-ignore

const LONGEST = 60
const words =
  (what: string) =>
  (text: string): Read =>
    text === ''
      ? no(`${what}不能空着`)
      : [...text].length > LONGEST
        ? no(`${what}太长，最多 ${LONGEST} 个字`)
        : ok(text)

const letters = (text: string): Read => {
  const upper = plainWidth(text).toUpperCase()
  return /^[A-Z]{2,4}$/.test(upper) ? ok(upper) : no('要 2 到 4 个英文字母，如 BS')
}

/** Empty where the town has none to publish yet: the desk never makes one up. */
export const phone = (text: string): Read => {
  const plain = plainWidth(text).replaceAll(/\s+/g, '')
  return plain === '' || /^\+?\d[\d-]{4,18}\d$/.test(plain) ? ok(plain) : no('电话只写数字和 -，没有就直接回车')
}

const TIME = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/
const span = (text: string): Read => {
  const [, h1 = '', m1 = '', h2 = '', m2 = ''] = TIME.exec(plainWidth(text).replaceAll(/\s+/g, '')) ?? []
  const at = (h: string, m: string): string | null => (Number(h) < 24 && Number(m) < 60 && h !== '' ? `${h.padStart(2, '0')}:${m}` : null) // prettier-ignore
  const [from, to] = [at(h1, m1), at(h2, m2)]
  return from && to && from < to ? ok(`${from}-${to}`) : no('写成 8:30-12:00 这样，后面的要比前面的晚')
}

/** 别 of 别山镇 and 政: what stands in front of a notice's number. */
const shortOf = (name: string): string => [...name.replace(/(镇|乡|街道)$/, '')][0] ?? ''

// prettier-ignore
export const QUESTIONS: readonly Question[] = [
  { key: 'name', asks: '镇（乡、街道）的名称，如 别山镇', standard: () => null, read: words('名称') },
  { key: 'authority', asks: '对外的机关全称', standard: ({ name = '' }) => (name.endsWith('街道') ? `${name}办事处` : `${name}人民政府`), read: words('机关全称') },
  { key: 'county', asks: '属于哪个区、县，写全，如 天津市蓟州区（复议和信访复查机关用它）', standard: () => null, read: words('区县') },
  { key: 'prefix', asks: '办件编号开头的字母，2 到 4 个，如 BS', standard: () => null, read: letters },
  { key: 'noticePrefix', asks: '文书的机关代字', standard: ({ name = '' }) => `${shortOf(name)}政`, read: words('机关代字') },
  { key: 'place', asks: '窗口在哪儿（写进告知书）', standard: ({ name = '' }) => `${name}综合便民服务中心（党群服务中心）窗口`, read: words('窗口地址') },
  { key: 'phone', asks: '对外公布的电话，没有就空着，机器人不会编', standard: () => '', read: phone },
  { key: 'court', asks: '打行政官司找哪个法院', standard: () => '有管辖权的人民法院', read: words('法院') },
  { key: 'morning', asks: '上午上班时间', standard: () => '08:30-12:00', read: span },
  { key: 'afternoon', asks: '下午上班时间', standard: () => '13:30-17:30', read: span },
]

/** '便民服务中心 022-12345678': what a department is called here, and its telephone. */
export function readDepartment(text: string, name: string): { readonly ok: true; readonly name: string; readonly phone: string } | { readonly ok: false; readonly because: string } {
  const [, named = '', number = ''] = /^(.*?)(?:[\s,，]+(\+?[\d-]{6,20}))?$/.exec(text.normalize('NFKC').trim()) ?? []
  const read = phone(number)
  if (!read.ok) return read
  if ([...named].length > LONGEST) return no('科室名称太长') as { ok: false; because: string }
  // a telephone alone keeps the name
  return /^\+?[\d-]{6,20}$/.test(named) ? { ok: true, name, phone: named } : { ok: true, name: named || name, phone: read.value }
} // prettier-ignore
