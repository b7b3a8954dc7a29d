/** What names a person in letters and digits: passports and travel permits, e-mail addresses. */

export interface FoundText {
  readonly kind: '证件号' | '邮箱'
  readonly from: number
  readonly to: number
  readonly instead: string
}

/**
 * Written so that nothing else is: passports of this country (E, G), permits of people from Hong Kong and Macau (H, M) and
 * to go there (C), and the older card of foreigners, a country and twelve digits.
 */
const DOCUMENT =
  /(?<![A-Za-z0-9])(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7}|[HM]\d{8}(?:\d{2})?|C[A-Z0-9]\d{7}|[A-Z]{3}(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{10})(?![A-Za-z0-9])/gi
/** Called a document: letters and digits of any shape. */
const CALLED =
  /(?<=(?:护照|通行证|回乡证|台胞证|居留证|居留卡|永居证|居住证|证件)(?:号码?|编号|号是|是|为)?[\s:：是为]{0,3})[A-Z]{0,3}\d{6,12}(?![A-Za-z0-9])/giu

const MAIL = /(?<![\w.+-])([\w.+-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24})(?![\w-])/g

const hidden = (text: string): string => `${text[0]!}${'*'.repeat(text.length - 3)}${text.slice(-2)}`

/** In order of kind; what is of an office (.gov.cn) is no person's. */
export function findDocumentsAndMail(text: string): FoundText[] {
  const documents = [...text.matchAll(DOCUMENT), ...text.matchAll(CALLED)].map(({ index, 0: typed }): FoundText => ({
    kind: '证件号',
    from: index,
    to: index + typed.length,
    instead: hidden(typed),
  }))
  const mails = text.includes('@') ? [...text.matchAll(MAIL)] : []
  return [
    ...documents,
    ...mails
      .filter(([, , domain = '']) => !/(^|\.)gov\.cn$/i.test(domain))
      .map(({ index, 0: typed, 1: who = '', 2: domain = '' }): FoundText => ({
        kind: '邮箱',
        from: index,
        to: index + typed.length,
        instead: `${who.length > 2 ? who[0]! : '*'}${'*'.repeat(who.length - 1)}@${domain}`,
      })),
  ]
}
