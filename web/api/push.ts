/** The shape of one change, in the feed and in what webhooks carry. */
import { z } from 'zod'
import { type EventName, EVENT_NAMES } from '../../core/client/events.ts'
import { dateShape, instantShape } from './shape.ts'

const events = z.enum(EVENT_NAMES as [EventName, ...EventName[]])

export const pushShape = z.object({
  id: z.int().describe('只增不减；同一个 id 是同一条'),
  event: events,
  at: instantShape,
  number: z.string().nullable(),
  reference: z.string().nullable().describe('您那边的工单号'),
  kind: z.string().nullable(),
  action: z.string().nullable(),
  from: z.string().nullable(),
  state: z.string().nullable(),
  stateLabel: z.string().nullable(),
  text: z.string().nullable().describe('写给本人的话，只给登记这件的一方'),
  breach: z
    .object({
      id: z.int(),
      kind: z.string(),
      label: z.string(),
      department: z.string(),
      dueDate: dateShape.nullable(),
    })
    .nullable(),
  url: z.string().nullable(),
})
