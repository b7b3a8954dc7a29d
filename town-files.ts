/** Reads a town folder: town.yaml, items.yaml, calendar years and the words the engine learns from. Faults name file and place. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { UserError } from './core/errors.ts'
import { makeUnderstand } from './core/answer/engine.ts'
import type { Synonyms } from './core/answer/text/normalize.ts'
import { parseUtterances, synonymsSchema, type TownWords, weightsSchema } from './core/answer/town-words.ts'
import type { Understand } from './core/answer/understand.ts'
import type { Cut } from './core/answer/text/words.ts'
import { readCatalog, sayChecked } from './cli/catalog-yaml.ts'
import type { Catalog, Item } from './core/catalog/item.ts'
import { blankSchema, type PointFile, pointFileSchema } from './core/catalog/point.ts'
import type { EncoderWeights } from './core/answer/model/encoder.ts'
import { unpackWeights } from './core/answer/model/weights-file.ts'
import { lifeEventSchema } from './core/catalog/life-event.ts'
import { elsewhereSchema, reportSchema, type Town, townSchema } from './core/town.ts'
import { ambiguousName, type Village, villageSchema } from './core/place/villages.ts'
import { type CalendarYear, parseCalendarYear } from './core/promise/calendar-file.ts'
import { makeSegmenter } from './adapters/segmenter.ts'

const read = (file: string): unknown => {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new UserError(`${file} 读不了：${cause instanceof Error ? cause.message.split('\n')[0] : ''}`, { cause })
  }
}

function check<T>(file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(read(file))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UserError(`${file} 有错：${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
}

const yamlsIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => join(folder, name)) : [] // prettier-ignore

/** The files of points/, one an item. Throws UserError where two files are about one item or two points share an id. */
function readPoints(dir: string): PointFile[] {
  const files = yamlsIn(join(dir, 'points')).map((file) => [file, check(file, pointFileSchema)] as const)
  const items = new Set<string>()
  for (const [file, { item, points }] of files) {
    if (items.has(item)) throw new UserError(`${file}：事项 ${item} 已经有一份要点了，请合在一份里`)
    items.add(item)
    const ids = points.map((p) => p.id)
    const twice = ids.find((id, n) => ids.indexOf(id) !== n)
    if (twice !== undefined) throw new UserError(`${file}：要点 ${twice} 写了两次`)
  }
  return files.map(([, content]) => content)
}

const optional = <T>(dir: string, name: string, schema: z.ZodType<T>, none: T): T =>
  existsSync(join(dir, name)) ? check(join(dir, name), schema) : none

const readElsewhere = (dir: string) => optional(dir, 'elsewhere.yaml', z.array(elsewhereSchema), [])

function readVillages(dir: string): Village[] {
  const villages = optional(dir, 'villages.yaml', z.array(villageSchema), [])
  const twice = ambiguousName(villages)
  if (twice !== null) throw new UserError(`${join(dir, 'villages.yaml')}：两个村都叫“${twice}”，请改一个`)
  return villages
}

/** town.yaml and what stands beside it: facts, blanks, matters of others, reports. */
export function readTown(dir: string): Town {
  const town = check(join(dir, 'town.yaml'), townSchema)
  return {
    ...town,
    points: Object.fromEntries(
      readPoints(dir).map(({ item, points }) => [item, points.map(({ asks: _, ...point }) => point)]),
    ),
    local: optional(dir, 'local.yaml', z.record(z.string(), blankSchema), {}),
    elsewhere: readElsewhere(dir).map((e) => ({ ...e, asks: [] })),
    reports: optional(dir, 'reports.yaml', z.array(reportSchema), []),
    lifeEvents: optional(dir, 'life-events.yaml', z.array(lifeEventSchema), []),
    villages: readVillages(dir),
  }
}

/** Beside the sources, and beside dist/ once built. */
const OWN_DATA = [new URL('data/', import.meta.url), new URL('../data/', import.meta.url)].map((url) => url.pathname)

/** The encoder trained for this folder; the one that comes with the program where it has none of its own. */
function readEncoder(dir: string): EncoderWeights {
  const file = [dir, ...OWN_DATA].map((folder) => join(folder, 'model', 'encoder.bin')).find((path) => existsSync(path))
  if (file === undefined) throw new UserError('找不到 model/encoder.bin：请用 npm run train 生成，或重新安装')
  try {
    return unpackWeights(readFileSync(file))
  } catch (cause) {
    throw new UserError(`${file} 读不了：请用 npm run train 重新生成，或从备份里拿回来`, { cause })
  }
}

/** The items of a catalogue file, all or none: throws UserError with every fault by line. */
export function readItems(file: string, town?: Town): Item[] {
  const checked = readCatalog(readFileSync(file, 'utf8'), town)
  if (!checked.ok) throw new UserError(sayChecked(file, checked).text)
  return [...checked.items]
}

function readCalendar(file: string): CalendarYear {
  const year = parseCalendarYear(read(file))
  if (!year.ok) throw new UserError(`${file}：${year.because}`)
  return year.year
}

export const readCalendars = (dir: string): CalendarYear[] =>
  readdirSync(join(dir, 'calendar'))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readCalendar(join(dir, 'calendar', name)))

export function readSynonyms(dir: string): Synonyms {
  const file = join(dir, 'synonyms.yaml')
  return existsSync(file) ? check(file, synonymsSchema) : synonymsSchema.parse({})
}

export function readWords(dir: string, town: Town): TownWords {
  const folder = join(dir, 'utterances')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : []
  return {
    synonyms: readSynonyms(dir),
    utterances: parseUtterances(
      Object.fromEntries(names.sort().map((name) => [basename(name, '.yaml'), read(join(folder, name))])),
    ),
    departments: town.departments,
    weights: check(join(dir, 'answer-weights.json'), weightsSchema),
    encoder: readEncoder(dir),
    points: town.points,
    elsewhere: readElsewhere(dir),
    reports: town.reports,
    asks: Object.fromEntries(
      readPoints(dir).map(({ item, points }) => [item, points.map(({ id, kind, asks }) => ({ id, kind, asks }))]),
    ),
  }
}

/** The word cutter with the town's dictionary ('#' starts a remark) and every synonym; jieba is loaded at its first use. */
export function townCut(dir: string): Cut {
  const file = join(dir, 'words.txt')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const words = lines.map((line) => line.replace(/#.*/, '').trim())
  return makeSegmenter([...new Set([...words, ...readSynonyms(dir).groups.flat()])].filter((word) => word.length > 1))
}

export const understander = (catalog: Catalog, words: TownWords, cut: Cut): Understand =>
  makeUnderstand(catalog, words, cut)
