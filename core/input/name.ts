/** Reads the name of a person: one character or twenty with dots, rare characters, names in other scripts. */
import { cleanLine } from './clean-text.ts'

/** Dots between the parts of a name, whichever key they came from. */
const DOTS = /\s*[·•‧・･∙⋅●]\s*/gu
/** A surname and a given name, each of Chinese characters; more only where dots divide it. */
const HAN = /^(?:[\p{Script=Han}〇]{1,8}|(?=.*·)[\p{Script=Han}〇·]{1,20})$/u
const OTHER = /^\p{L}[\p{L}\p{M}'’.·\- ]{0,39}$/u
/** Words of a sentence: who says one of them has said something else than a name. */
const NO_NAME = /[我你您他她谁请找打]|就行|可以|没有|不知道|电话|手机|号码|姓名|村民$|不想|不留|保密|匿名/u

const isHan = (text: string): boolean => /^[\p{Script=Han}〇·]+$/u.test(text)

/** The name as it is kept; '' where the text is none. A name that is two characters with a space between is one name. */
export function readName(raw: string): string {
  const text = cleanLine(raw).replace(DOTS, '·')
  const pieces = text.split(' ')
  const name = pieces.length === 2 && pieces.every(isHan) && [...text].length <= 5 ? pieces.join('') : text
  if (/^·|·$|··/.test(name) || NO_NAME.test(name)) return ''
  return HAN.test(name) || (!isHan(name) && !/\p{Script=Han}/u.test(name) && OTHER.test(name)) ? name : ''
}

/** A surname and a given name that came apart, as one: of Chinese characters without a space. */
export function joinName(surname: string, given: string): string {
  const [last, first] = [cleanLine(surname), cleanLine(given)]
  return [last, first].filter(Boolean).join(isHan(last) && isHan(first) ? '' : ' ')
}
