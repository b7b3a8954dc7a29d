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

export const lifeEventSchema = z.object({
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
})
export type LifeEvent = z.infer<typeof lifeEventSchema>
