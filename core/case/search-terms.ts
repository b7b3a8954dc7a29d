/** Reads what staff type to find cases again: each word as what stands for it in the index, as a telephone, as a name. */
import type { Item } from '../catalog/item.ts'
import type { Contact } from '../privacy/kept-contact.ts'
import { cleanLine } from '../input/clean-text.ts'
import { readName } from '../input/name.ts'
import { findPhone, readPhone } from '../input/phone.ts'

/** Characters of a whole search, and words in it: whoever pastes a letter has not looked for a word of it. */
const MOST_CHARACTERS = 60
const MOST_TERMS = 6

export interface SearchTerm {
  /** A `tsquery` over the words that search_words() of the database cuts; letters and digits alone, nothing to escape. */
  readonly query: string
  /** What a telephone or a name is known by; hashed before it is compared. */
  readonly marks: readonly string[]
}

export type SearchReading =
  { readonly ok: true; readonly terms: readonly SearchTerm[] } | { readonly ok: false; readonly because: string }

const HAN = '\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}'
const RUNS = new RegExp(`[a-z0-9${HAN}]+`, 'gu')
const UNITS = new RegExp(`[a-z0-9]+|[${HAN}]`, 'gu')

/** What one search asks for: every word of it must be met. Nothing typed is no word; `because` is a sentence for the page. */
export function readSearch(raw: string, items: readonly Item[]): SearchReading {
  const typed = cleanLine(raw)
  if (typed.length > MOST_CHARACTERS)
    return { ok: false, because: `要找的话太长：最多 ${MOST_CHARACTERS} 字，现在 ${typed.length} 字。请只写几个词。` }
  // a number that is typed in groups is one word
  const grouped = findPhone(typed)
  const whole =
    grouped?.read && / /.test(typed.slice(grouped.from, grouped.to))
      ? typed.slice(0, grouped.from) + grouped.read.phone + typed.slice(grouped.to)
      : typed
  const words = whole.split(/[\s，,、；;。]+/u).filter((word) => word !== '')
  if (words.length > MOST_TERMS)
    return { ok: false, because: `一次最多找 ${MOST_TERMS} 个词，现在 ${words.length} 个。请少写几个。` }
  const terms: SearchTerm[] = []
  for (const word of words) {
    const term = termOf(word, items)
    if (term === 'short') return { ok: false, because: `“${word}”只有一个字，会找出太多。请写两个字以上。` }
    if (term !== null) terms.push(term)
  }
  if (words.length > 0 && terms.length === 0)
    return { ok: false, because: `“${typed}”里没有可以找的字。请写两个字以上的词、编号、姓名或电话。` }
  return { ok: true, terms }
}

/** 'short': a single character, which half of all cases hold; null: signs alone. */
function termOf(word: string, items: readonly Item[]): SearchTerm | 'short' | null {
  const runs = (word.normalize('NFKC').toLowerCase().match(RUNS) ?? []).map((run) => run.match(UNITS) ?? [])
  const [first] = runs
  if (first === undefined) return null
  const alone = runs.length === 1 && first.length === 1 ? first[0] : null
  if (alone !== null && !/^[a-z0-9]/.test(alone)) return 'short'
  const all = alone === null ? runs.flatMap(lexemes).map(quoted).join(' & ') : bare(alone)
  const named = alone === null ? itemsNamed(word, items).map((id) => quoted(`item:${id}`)) : []
  return { query: [`(${all})`, ...named].join(' | '), marks: marksTyped(word) }
}

const quoted = (lexeme: string): string => `'${lexeme}'`
/** As search_words() has it: pairs of neighbours; what stands alone as it is. */
const lexemes = (units: readonly string[]): string[] =>
  units.length === 1
    ? units.map((unit) => unit.slice(0, 60))
    : units.slice(1).map((unit, i) => units[i]!.slice(0, 60) + unit.slice(0, 60))

/** Letters and digits by themselves: the last digits of a number with their noughts, the beginning of anything longer. */
function bare(word: string): string {
  if (/^\d{1,4}$/.test(word)) return [...new Set([word, word.padStart(4, '0')])].map(quoted).join(' | ')
  return word.length === 1 ? quoted(word) : `${quoted(word.slice(0, 60))}:*`
}

/** Items that are called so. One whose name counts up many matters is not meant by whoever names one of them. */
const itemsNamed = (word: string, items: readonly Item[]): string[] =>
  items
    .filter(({ name, short }) =>
      [name, short].some((called) => called === word || (!called.includes('、') && called.includes(word))),
    )
    .map(({ id }) => id)

const nameMark = (name: string): string => `name:${name.replaceAll(/[\s·]/gu, '').toLowerCase()}`
const phoneMark = (phone: string): string => `phone:${phone.replace(/转.*$/u, '').replaceAll(/\D/g, '')}`

function marksTyped(word: string): string[] {
  const phone = readPhone(word)?.phone
  if (phone !== undefined) return [phoneMark(phone)]
  const name = readName(word)
  return [...name].length >= 2 ? [nameMark(name)] : []
}

/** What a case is found by of whom it is of: the whole telephone, the whole name. */
export function contactMarks({ name, phone }: Pick<Contact, 'name' | 'phone'>): string[] {
  const read = findPhone(phone)?.read?.phone ?? ''
  return [...(read ? [phoneMark(read)] : []), ...(name ? [nameMark(name)] : [])]
}
