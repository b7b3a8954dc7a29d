/** A life event: one thing that happens to a family and the matters that follow from it, in the order they are done. */
import { z } from 'zod'

const line = z.string().trim().min(1)
const pattern = line.refine((word) => {
  try {
    return new RegExp(word, 'u') instanceof RegExp
  } catch {
    return false
  }
}, '不是能用的写法')

/** Numbers stand in the items alone, where they are checked and mended in one place. */
const withoutNumbers = line.refine(
  (text) => !/\d|[一二三四五六七八九十百千万两半](?:元|块|天|日|个?月|年|岁)/u.test(text.normalize('NFKC')),
  '这里不写数、期限、金额，那些写在事项里',
)

/** A matter by its id, or one of its papers by 'id/name'. */
const reference = line.regex(/^[a-z0-9][a-z0-9-]{0,39}(?:\/.+)?$/)

const answerSchema = z.strictObject({
  /** What its button says. */
  says: withoutNumbers.max(16),
  /** How else people say it; parts of regular expressions. */
  words: z.array(pattern).default([]),
  /** Papers that have to be brought then, and matters that are of use whatever else is answered. */
  needs: z.array(reference).default([]),
  /** Matters that are of no use then, and papers that only some have to bring. */
  without: z.array(reference).default([]),
})

const questionSchema = z.strictObject({
  text: withoutNumbers.max(24),
  answers: z.array(answerSchema).min(2).max(4),
})

export const lifeEventSchema = z
  .object({
    /** Unique within the file. */
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
    name: line,
    /** How people speak of it; parts of regular expressions. */
    words: z.array(pattern).min(1),
    /** Ids of the catalogue, first things first; a line each on what is special here. */
    items: z
      .array(z.object({ item: line, note: line.max(24) }))
      .min(2)
      .max(6),
    /** What is asked to know which papers this family needs, in this order. */
    questions: z.array(questionSchema).max(3).default([]),
  })
  .superRefine(({ items, questions }, context) => {
    const known = new Set(items.map(({ item }) => item))
    const named = questions.flatMap((q) => q.answers.flatMap((a) => [...a.needs, ...a.without]))
    for (const one of named)
      if (!known.has(matterOf(one)))
        context.addIssue({ code: 'custom', path: ['questions'], message: `${one} 不是这件大事里的事项` })
  })
export type LifeEvent = z.infer<typeof lifeEventSchema>
export type LifeQuestion = LifeEvent['questions'][number]

/** The matter a reference is of. */
export const matterOf = (reference: string): string => reference.split('/', 1)[0]!
