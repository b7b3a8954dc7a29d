/** A point: one fact of an item, shaped as the question that people ask and the sentence that answers it. */
import { z } from 'zod'
import type { Facet } from '../answer/understand.ts'

/** What a point is about, the side of the matter it belongs to, and the words on a button. */
export const POINT_KINDS = {
  what: { facet: 'general', label: '这是什么' },
  eligible: { facet: 'eligibility', label: '什么人能办' },
  'not-eligible': { facet: 'eligibility', label: '哪些人不能办' },
  condition: { facet: 'eligibility', label: '我这种情况算不算' },
  papers: { facet: 'materials', label: '带什么' },
  'paper-missing': { facet: 'materials', label: '少一样怎么办' },
  steps: { facet: 'process', label: '怎么办' },
  after: { facet: 'process', label: '交了以后呢' },
  'law-time': { facet: 'time', label: '国家规定多少天' },
  'town-time': { facet: 'time', label: '镇里要多少天' },
  'money-time': { facet: 'time', label: '钱什么时候到' },
  fee: { facet: 'fee', label: '办手续收不收钱' },
  contribution: { facet: 'fee', label: '自己要交多少' },
  amount: { facet: 'result', label: '能领多少' },
  where: { facet: 'place', label: '去哪儿办' },
  online: { facet: 'place', label: '手机上能办吗' },
  elsewhere: { facet: 'place', label: '在外地怎么办' },
  home: { facet: 'process', label: '走不动能上门吗' },
  behalf: { facet: 'process', label: '能不能替别人办' },
  renewal: { facet: 'process', label: '到期、年审' },
  loss: { facet: 'process', label: '丢了怎么补' },
  correction: { facet: 'process', label: '写错了怎么改' },
  cancel: { facet: 'process', label: '不办了、停了' },
  late: { facet: 'time', label: '过了时间怎么办' },
  refused: { facet: 'process', label: '没批、不服怎么办' },
  together: { facet: 'eligibility', label: '和别的能不能一起' },
  contact: { facet: 'place', label: '电话、找谁' },
  duty: { facet: 'process', label: '单位该做什么' },
  other: { facet: 'general', label: '别的' },
} as const satisfies Readonly<Record<string, { facet: Facet; label: string }>>
export type PointKind = keyof typeof POINT_KINDS
const KINDS = Object.keys(POINT_KINDS) as [PointKind, ...PointKind[]]

const line = z.string().trim().min(1)

export const pointSchema = z.object({
  /** Unique within its item. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  kind: z.enum(KINDS),
  /** Answers at once, in at most 60 characters; `{{key}}` is a blank of local.yaml. */
  says: line,
  /** What is needed next. */
  more: z.string().trim().default(''),
  /** Law and article, or the field of the catalogue. */
  basis: z.string().trim().default(''),
  /** `catalogue`: stands in the item; `law`: national; `local`: set by town or district; `usual`: commonly so. */
  sure: z.enum(['catalogue', 'law', 'local', 'usual']).default('catalogue'),
  /** Who confirmed it; empty while nobody has. */
  confirmed: z.string().trim().default(''),
})
export type Point = z.infer<typeof pointSchema>

/** A file of points/: the points of one item with how people ask for each, and openings that name only the trouble. */
export const pointFileSchema = z.object({
  item: line,
  points: z.array(pointSchema.extend({ asks: z.array(z.coerce.string()).default([]) })),
  situation: z.array(z.coerce.string()).default([]),
})
export type PointFile = z.infer<typeof pointFileSchema>

/** A number, date or telephone that only district or town sets; null until the operator fills it in. */
export const blankSchema = z.object({
  label: line,
  unit: z.string().default(''),
  /** Who can be asked meanwhile. */
  ask: z.string().default('区里主管部门'),
  value: z.coerce.string().nullable().default(null),
  year: z.coerce.string().default(''),
  source: z.string().default(''),
})
export type Blank = z.infer<typeof blankSchema>
export type Blanks = Readonly<Record<string, Blank>>

const BLANK = /\{\{([a-z0-9-]+)\}\}/gu

/** Keys of the blanks in a sentence. */
export const blanksIn = (says: string): string[] => [...says.matchAll(BLANK)].map((m) => m[1]!)

/**
 * The sentence with its blanks filled in, each followed by its year; where one is not filled yet, a sentence that says
 * so and whom to ask, never a number.
 */
export function fillBlanks(says: string, blanks: Blanks): string {
  const missing = blanksIn(says).find((key) => blanks[key]?.value == null)
  if (missing !== undefined) {
    const blank = blanks[missing]
    return `${blank?.label ?? '这个数'}由区里定，每年公布，镇里还没填；请问${blank?.ask || '区里主管部门'}，或者打 12345。`
  }
  return says.replace(BLANK, (_, key: string) => {
    const { value, unit, year } = blanks[key]!
    return `${value ?? ''}${unit}${year ? `（${year}年）` : ''}`
  })
}
