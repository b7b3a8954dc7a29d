/** Reads what the engine needs of a town folder: synonyms, utterances, dictionary, weights, departments, catalogue. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { NO_SYNONYMS } from '../core/answer/normal.ts'
import type { TownWords } from '../core/answer/town.ts'
import { parseUtterances, synonymsSchema, weightsSchema } from '../core/answer/town.ts'
import type { Cut } from '../core/answer/words.ts'
import { makeCut } from '../core/answer/words.ts'
import type { Item } from '../core/catalog/item.ts'
import { itemSchema } from '../core/catalog/item.ts'

const yaml = (file: string): unknown => parse(readFileSync(file, 'utf8'))

/** Words jieba must keep whole: one a line, '#' starts a remark. */
const dictionary = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.replace(/#.*/, '').trim())
        .filter((word) => word !== '')
    : []

/** The cutter with the town's dictionary and every synonym; jieba itself is loaded at its first use. */
export function townCut(dir: string): Cut {
  const file = join(dir, 'synonyms.yaml')
  const groups = existsSync(file) ? synonymsSchema.parse(yaml(file)).groups.flat() : []
  return makeCut([...new Set([...dictionary(join(dir, 'words.txt')), ...groups])].filter((w) => w.length > 1))
}

const townSchema = z.object({
  departments: z.array(z.object({ code: z.string(), name: z.string(), keywords: z.array(z.string()).default([]) })),
})

/** Everything but the catalogue; a missing file means the town has none of it, a faulty one throws. */
export function readTownWords(dir: string): TownWords {
  const folder = join(dir, 'utterances')
  const files: Record<string, unknown> = {}
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (name.endsWith('.yaml')) files[name.slice(0, -'.yaml'.length)] = yaml(join(folder, name))
  }
  const synonyms = join(dir, 'synonyms.yaml')
  const town = join(dir, 'town.yaml')
  return {
    synonyms: existsSync(synonyms) ? synonymsSchema.parse(yaml(synonyms)) : NO_SYNONYMS,
    utterances: parseUtterances(files),
    departments: existsSync(town) ? townSchema.parse(yaml(town)).departments : [],
    weights: weightsSchema.parse(JSON.parse(readFileSync(join(dir, 'answer-weights.json'), 'utf8'))),
  }
}

/** The items of a catalogue file. */
export const readItems = (file: string): Item[] => z.array(itemSchema).parse(yaml(file))
