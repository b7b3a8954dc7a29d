/**
 * Which papers of a life event a family needs, by what it answered. An answer takes matters off the list or puts a paper
 * on it; whether somebody is entitled stands in the conditions of each matter and is decided by its office.
 */
import type { Catalog, Item, Material } from './item.ts'
import type { LifeEvent, LifeQuestion } from './life-event.ts'
import { shortName } from '../answer/reply/catalog-wording.ts'

/** Stands for a question that was left open: nothing is taken off the list for it. */
export const UNSURE = 'x'

export interface NeededPaper {
  /** The same paper whatever else is on the list. */
  readonly key: string
  readonly name: string
  /** How it is brought, one entry for each form the matters want it in. */
  readonly forms: readonly string[]
  /** The most copies one of the matters wants. */
  readonly copies: number
  /** False where every matter wants it only in a case of its own. */
  readonly required: boolean
  readonly items: readonly Item[]
}

/** Whether `code` may be what was answered so far: a digit for each answer given, UNSURE for one left open. */
export const isAnswerCode = ({ questions }: LifeEvent, code: string): boolean =>
  code.length <= questions.length &&
  [...code].every((char, n) => char === UNSURE || (/[0-3]/.test(char) && Number(char) < questions[n]!.answers.length))

/** The question that comes after these answers; null: all are answered. */
export const questionAfter = ({ questions }: LifeEvent, code: string): LifeQuestion | null =>
  questions[code.length] ?? null

/** What the answers name, by `needs` or `without`. */
const namedBy = ({ questions }: LifeEvent, code: string, by: 'needs' | 'without'): Set<string> =>
  new Set([...code].flatMap((char, n) => (char === UNSURE ? [] : (questions[n]?.answers[Number(char)]?.[by] ?? []))))

/** The matters of the event in its order, as far as the catalogue has them. */
export const itemsOfEvent = (event: LifeEvent, catalog: Catalog): Item[] =>
  event.items.flatMap(({ item }) => catalog.items.find((i) => i.id === item) ?? [])

/** The matters that are of use after these answers, first things first. */
export function neededItems(event: LifeEvent, code: string, catalog: Catalog): Item[] {
  const needs = namedBy(event, code, 'needs')
  const without = namedBy(event, code, 'without')
  return itemsOfEvent(event, catalog).filter(({ id }) => needs.has(id) || !without.has(id))
}

/** A form that names no matter: everybody has one of their own, so two of them are not one paper. */
const NAMELESS = /^(?:登记|登记申请|申请)(?:书|表|材料)(?:及承诺)?$|^(?:案件|申请)材料$/u

/** Whether a paper is the matter's own, whatever another calls one of its own. */
export const isOwnForm = ({ name }: Pick<Material, 'name'>): boolean => NAMELESS.test(name)

/**
 * The papers of those matters, each once, those that must be brought before those of some cases only. A paper the
 * catalogue requires stays whatever is answered.
 */
export function neededPapers(event: LifeEvent, code: string, catalog: Catalog): NeededPaper[] {
  const needs = namedBy(event, code, 'needs')
  const without = namedBy(event, code, 'without')
  const papers = new Map<string, NeededPaper>()
  for (const item of neededItems(event, code, catalog))
    for (const m of item.materials) {
      const named = `${item.id}/${m.name}`
      const required = m.required || needs.has(named)
      if (!required && without.has(named)) continue
      const key = isOwnForm(m) ? named : m.name
      const before = papers.get(key)
      papers.set(key, {
        key,
        name: isOwnForm(m) ? `${shortName(item)}的${m.name}` : m.name,
        forms: [...new Set([...(before?.forms ?? []), m.form])],
        copies: Math.max(before?.copies ?? 0, m.copies),
        required: required || before?.required === true,
        items: [...(before?.items ?? []), ...(before?.items.includes(item) ? [] : [item])],
      })
    }
  const all = [...papers.values()]
  return [...all.filter((p) => p.required), ...all.filter((p) => !p.required)]
}

/** Longer says more than an answer. */
const LONGEST_ANSWER = 20

/** The answer a text gives in its own words, by its place; UNSURE where it says so; null where it gives none, or fits two. */
export function answerMeant({ answers }: LifeQuestion, said: string): string | null {
  const text = said.replace(/[\s\p{P}]/gu, '')
  if (text === '' || text.length > LONGEST_ANSWER) return null
  if (/不(?:太|大)?(?:清楚|知道|晓得|确定)|说不(?:准|好|上来)|没准|忘了|记不/u.test(text)) return UNSURE
  const fits = answers.map(({ says, words }) => {
    const own = says.replace(/\p{P}/gu, '')
    const lengths = words.map((word) => new RegExp(word, 'u').exec(text)?.[0].length ?? 0)
    return Math.max(text.includes(own) ? own.length : 0, ...lengths)
  })
  const longest = Math.max(...fits)
  const places = fits.flatMap((length, n) => (length === longest ? [n] : []))
  return longest > 0 && places.length === 1 ? String(places[0]) : null
}
