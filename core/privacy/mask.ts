/** Personal data in free text: found and masked before anything is stored or logged. */

// prettier-ignore
const PATTERNS: readonly { what: string; find: RegExp; mask: (m: string) => string }[] = [
  { what: '身份证号', find: /(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/g, mask: (m) => `${m.slice(0, 3)}***********${m.slice(-2)}` },
  { what: '银行卡号', find: /(?<!\d)(?:62|4\d|5[1-5])\d{2}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?(?!\d)/g, mask: (m) => `****${m.slice(-4)}` },
  { what: '手机号',   find: /(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/g, mask: (m) => `${m.slice(0, 3)}****${m.replace(/\D/g, '').slice(-4)}` },
  { what: '电话',     find: /(?<!\d)0\d{2,3}-\d{7,8}(?!\d)/g, mask: (m) => `${m.slice(0, 4)}****` },
  { what: '住址',     find: /[一-龥]{2,6}村(?:[一二三四五六七八九十\d]+(?:区|组|队|排|街|巷|号院?))+[一二三四五六七八九十\d]*号?/g, mask: () => '（住址）' },
]

export interface Masked {
  readonly text: string
  /** What was found, for a kind word to the person: '身份证号', '手机号' … */
  readonly found: readonly string[]
}

/** The text with personal data masked. Case numbers and dates are left alone. */
export function maskPersonal(text: string): Masked {
  const found: string[] = []
  let masked = text
  for (const { what, find, mask } of PATTERNS)
    masked = masked.replace(find, (m) => {
      found.push(what)
      return mask(m)
    })
  return { text: masked, found: [...new Set(found)] }
}
