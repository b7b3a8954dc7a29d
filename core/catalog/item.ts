/** A service item 事项: what the town publishes about one matter. The catalogue is a list of these, versioned as a whole. */
import { z } from 'zod'

export const ROUTINGS = ['town', 'district', 'police', 'external'] as const
export const FAMILIES = ['licence', 'licence-joint', 'service', 'disclosure', 'petition'] as const
export const ITEM_TYPES = [
  '行政许可', '行政给付', '行政确认', '行政奖励', '行政裁决', '其他行政权力', '公共服务', '其他',
] as const // prettier-ignore

const text = z.string().trim().min(1)
const unit = z.enum(['working', 'calendar'])

export const materialSchema = z.strictObject({
  name: text,
  form: text,
  copies: z.number().int().nonnegative(),
  required: z.boolean(),
  note: z.string().default(''),
})

export const itemSchema = z.strictObject({
  /** Stable, lower-case, at most 40 characters: it is part of addresses and tap values. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  name: text,
  /** What people call it in a sentence; where it is empty, the name without its brackets. */
  short: z.string().trim().max(20).default(''),
  aliases: z.array(text).default([]),
  /** Department code of town.yaml that owns the matter, or gives directions where `routing` is not town. */
  owner: text,
  /** The department as published, which may be outside the town. */
  department: text,
  routing: z.enum(ROUTINGS),
  type: z.enum(ITEM_TYPES),
  officeType: z.enum(['即办件', '承诺件']),
  /** Which clocks run; see core/promise/clock-families.ts. */
  family: z.enum(FAMILIES).default('service'),
  conditions: z.array(text).default([]),
  steps: z.array(text).default([]),
  materials: z.array(materialSchema).default([]),
  /** `days` null: no statutory limit is known; 0: on the spot. */
  statutoryLimit: z.strictObject({
    days: z.number().int().nonnegative().nullable(),
    unit,
    basis: z.string(),
    evidence: z.enum(['V', 'W', 'U', 'none']),
    verified: z.boolean(),
  }),
  /** `proposed`: not yet confirmed and published by the town. */
  promisedLimit: z
    .strictObject({
      days: z.number().int().nonnegative(),
      unit,
      basis: z.string(),
      proposed: z.boolean(),
    })
    .nullable(),
  fee: z.string(),
  place: z.string(),
  phone: z.string().default(''),
  result: z.string(),
  remedies: z.string(),
  basis: z.array(text).default([]),
  verified: z.boolean(),
  verifiedFields: z.array(text).default([]),
  note: z.string().default(''),
  /** Questions with an answer a head has signed off; found like the item's own words. */
  faq: z.array(z.strictObject({ question: text, aliases: z.array(text).default([]), answer: text })).default([]),
  /** Ready replies a clerk may pick. */
  replies: z.array(text).default([]),
})

export type Item = z.infer<typeof itemSchema>
export type Material = z.infer<typeof materialSchema>

/** One published state of the whole catalogue. `version` is 'YYYY-MM-DD.N', shown wherever an answer names its source. */
export interface Catalog {
  readonly version: string
  readonly items: readonly Item[]
}
