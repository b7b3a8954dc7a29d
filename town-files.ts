/** Reads a town folder: town.yaml, items.yaml, calendar years and the words the engine learns from. Faults name file and place. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import type { z } from 'zod'
import { makeUnderstand } from './core/answer/engine.ts'
import { parseUtterances, synonymsSchema, type TownWords, weightsSchema } from './core/answer/town.ts'
import type { Understand } from './core/answer/understand.ts'
import type { Cut } from './core/answer/words.ts'
import { readCatalog, sayChecked } from './cli/catalog.ts'
import type { Catalog, Item } from './core/catalog/item.ts'
import { type CalendarYear, parseCalendarYear } from './core/promise/calendar.ts'
import { type Town, townSchema } from './core/town.ts'
import { makeCut } from './word-cutter.ts'

/** A town folder cannot be used; the message says which file and why. */
export class TownError extends Error {
  override readonly name = 'TownError'
}

const read = (file: string): unknown => {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new TownError(`${file} 读不了：${cause instanceof Error ? cause.message.split('\n')[0] : ''}`, { cause })
  }
}

function check<T>(file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(read(file))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new TownError(`${file} 有错：${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
}

export const readTown = (dir: string): Town => check(join(dir, 'town.yaml'), townSchema)

/** The items of a catalogue file, all or none: throws TownError with every fault by line. */
export function readItems(file: string, town?: Town): Item[] {
  const checked = readCatalog(readFileSync(file, 'utf8'), town)
  if (!checked.ok) throw new TownError(sayChecked(file, checked).text)
  return [...checked.items]
}

export function readCalendar(file: string): CalendarYear {
  const year = parseCalendarYear(read(file))
  if (!year.ok) throw new TownError(`${file}：${year.because}`)
  return year.year
}

export const readCalendars = (dir: string): CalendarYear[] =>
  readdirSync(join(dir, 'calendar'))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readCalendar(join(dir, 'calendar', name)))

export function readWords(dir: string, town: Town): TownWords {
  const folder = join(dir, 'utterances')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : []
  const synonyms = join(dir, 'synonyms.yaml')
  return {
    synonyms: existsSync(synonyms) ? check(synonyms, synonymsSchema) : synonymsSchema.parse({}),
    utterances: parseUtterances(
      Object.fromEntries(names.sort().map((name) => [basename(name, '.yaml'), read(join(folder, name))])),
    ),
    departments: town.departments,
    weights: check(join(dir, 'answer-weights.json'), weightsSchema),
  }
}

/** The word cutter with the town's dictionary ('#' starts a remark) and every synonym; jieba is loaded at its first use. */
export function townCut(dir: string): Cut {
  const file = join(dir, 'words.txt')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const words = lines.map((line) => line.replace(/#.*/, '').trim())
  const synonyms = join(dir, 'synonyms.yaml')
  const groups = existsSync(synonyms) ? check(synonyms, synonymsSchema).groups.flat() : []
  return makeCut([...new Set([...words, ...groups])].filter((word) => word.length > 1))
}

export const understander = (catalog: Catalog, words: TownWords, cut: Cut): Understand =>
  makeUnderstand(catalog, words, cut)
