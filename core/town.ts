/** town.yaml: departments, hours and rules of one town. Replaceable; nothing about a town is in code. */
import { z } from 'zod'
import { lifeEventSchema } from './catalog/life-event.ts'
import { blankSchema, pointSchema } from './catalog/point.ts'
import { villageSchema } from './place/villages.ts'
import { CHANNELS } from './channel.ts'
import { chatMenuSchema } from './chat-menu.ts'

const time = z.string().regex(/^\d{2}:\d{2}$/)
const text = z.string().trim().min(1)

export const departmentSchema = z.strictObject({
  code: z.string().regex(/^[A-Z0-9]{2,8}$/),
  name: text,
  duties: z.array(text).default([]),
  discipline: z.array(text).default([]),
  phone: z.string().default(''),
  place: z.string().default(''),
  /** Words that send a question here; the engine learns more from the catalogue. */
  keywords: z.array(text).default([]),
})

/** A matter that people ask every town hall for and others do: one true sentence where, and by which number. */
export const elsewhereSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  name: text,
  says: text,
  /** How people ask for it; read for training only. */
  asks: z.array(z.coerce.string()).default([]),
})

/** What is reported to a town, and which of its departments sees to it. */
export const reportSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  name: text,
  department: text,
})
export type Report = z.infer<typeof reportSchema>

const weight = z.number().nonnegative()

export const assessmentSchema = z.strictObject({
  weights: z
    .strictObject({
      response: weight.default(20),
      completion: weight.default(30),
      transfers: weight.default(10),
      relay: weight.default(10),
      notices: weight.default(10),
      satisfaction: weight.default(20),
    })
    .prefault({}),
  /** Points off for each breach upheld. */
  perBreach: weight.default(2),
  /** A share of fewer counts for nothing: three ratings rank nobody. */
  minimum: z.number().int().positive().default(10),
  commendFrom: weight.default(90),
  criticiseBelow: weight.default(60),
  correctBelow: weight.default(75),
})

/** Whom an alarm calls: who is on duty in its department, everybody of it, its head, the leading group, the admins. */
const ALARM_RECIPIENTS = ['duty', 'department', 'head', 'group', 'admin'] as const
const minutes = z.number().int().min(1).max(1440)

/** Who is told again of an emergency that nobody has acknowledged. Whoever is on duty is told at once; office hours do not count. */
export const alarmSchema = z.strictObject({
  stages: z
    .array(z.strictObject({ minutes, to: z.array(z.enum(ALARM_RECIPIENTS)).min(1) }))
    .max(10)
    .refine((all) => all.every((s, n) => s.minutes > (all[n - 1]?.minutes ?? 0)), '分钟数要一级比一级大')
    .default([
      { minutes: 3, to: ['department', 'head'] },
      { minutes: 6, to: ['group'] },
    ]),
  /** After the last stage all of them, every so many minutes, so many times at most. */
  everyMinutes: minutes.default(10),
  mostTimes: z.number().int().min(0).max(100).default(12),
  /** Whom staff can ring at any hour. */
  phones: z.array(z.strictObject({ name: text, phone: text })).default([]),
})

export const townSchema = z.strictObject({
  name: text,
  /** Of case numbers: BS in BS20261123-0007. */
  prefix: z.string().regex(/^[A-Z]{2,4}$/),
  /** Of notice numbers: 别政 in 别政补告〔2026〕1号. */
  noticePrefix: text,
  authority: text,
  place: text,
  phone: z.string().default(''),
  /** Where whoever finds a hole writes: mailto:, https: or tel: (RFC 9116). Empty: to the counter. */
  securityContact: z
    .string()
    .regex(/^(mailto:\S+@\S+|https:\/\/\S+|tel:\+?[\d-]{5,20})$/)
    .or(z.literal(''))
    .default(''),
  /** Where a decision is reviewed; written into refusals. */
  reconsideration: text,
  reconsiderationUrl: z.string().default(''),
  court: text,
  petitionReview: text,
  hours: z.array(z.strictObject({ from: time, to: time })).min(1),
  /** Where the county is, WGS-84, and how far around it a place is believed; unset: anywhere. */
  area: z
    .strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180), km: z.number().positive() })
    .optional(),
  /** A new matter nobody owns goes here. */
  fallback: text,
  group: z.string().default('公开承诺工作领导小组'),
  departments: z.array(departmentSchema).min(1),
  /** Departments that are no more, and which one took over what they had: old records keep their code. */
  former: z
    .array(z.strictObject({ code: departmentSchema.shape.code, name: text, into: departmentSchema.shape.code }))
    .default([]),
  /** The formula of the assessment 考核, published beside its result. */
  assessment: assessmentSchema.prefault({}),
  /** Emergencies: whom they call, and when. */
  alarm: alarmSchema.prefault({}),
  /** Below the chat of the official account; `town wechat menu` puts it there. Absent: core/chat-menu.ts. */
  menu: chatMenuSchema.optional(),
  rules: z.strictObject({
    claimMinutes: z.number().int().positive(),
    consultationDays: z.number().int().positive(),
    reportDays: z.number().int().positive(),
    complaintDays: z.number().int().positive(),
    challengeDays: z.number().int().positive(),
    /** Working minutes after which a question put in public is published though nobody of the office has released it; not those of plain web sessions. */
    challengeReleaseMinutes: z.number().int().positive().default(240),
    acceptDays: z.number().int().positive(),
    supplementDays: z.number().int().positive(),
    takeHours: z.number().int().positive(),
    relayDays: z.number().int().positive(),
    confirmDays: z.number().int().positive(),
    reopenDays: z.number().int().positive(),
    visitDays: z.number().int().positive(),
    idleDays: z.number().int().positive(),
    maxTransfers: z.number().int().positive(),
    contextMinutes: z.number().int().positive(),
    hearingSeconds: z.number().int().positive().default(20),
    quietFrom: time,
    quietTo: time,
    /** Channels that may take personal particulars (data kept in the country). */
    domesticChannels: z.array(z.enum(CHANNELS)),
  }),
})

/** town.yaml with what stands beside it in the town's folder; each part may be missing. */
export const townFolderSchema = townSchema.extend({
  /** Facts by item: the folder points/. */
  points: z.record(z.string(), z.array(pointSchema)).default({}),
  /** Numbers and dates that only the district or town sets: local.yaml. */
  local: z.record(z.string(), blankSchema).default({}),
  /** elsewhere.yaml. */
  elsewhere: z.array(elsewhereSchema).default([]),
  /** reports.yaml. */
  reports: z.array(reportSchema).default([]),
  /** life-events.yaml. */
  lifeEvents: z.array(lifeEventSchema).default([]),
  /** villages.yaml. */
  villages: z.array(villageSchema).default([]),
})

export type Town = z.infer<typeof townFolderSchema>
export type Department = z.infer<typeof departmentSchema>

/** The town of a demonstration: its papers, tables, feeds and numbers say so wherever they go. */
export const demoTown = (town: Town): Town => ({
  ...town,
  name: `${town.name}（演示）`,
  authority: `${town.authority}（演示）`,
  prefix: 'YS',
  noticePrefix: '演示',
})

/** The code a department goes by today: its successor's where it was merged. */
export const codeNow = (town: Pick<Town, 'former'>, code: string): string =>
  town.former.find((f) => f.code === code)?.into ?? code

/**
 * The department of a code; of one that was merged, its successor, whose name then says what it was. The fallback
 * department where the code is unknown.
 */
export function departmentOf(town: Town, code: string | null): Department {
  const known = town.departments.find((d) => d.code === code)
  if (known) return known
  const former = town.former.find((f) => f.code === code)
  const successor = former && town.departments.find((d) => d.code === former.into)
  return successor
    ? { ...successor, name: `${successor.name}（原${former.name}）` }
    : town.departments.find((d) => d.code === town.fallback)!
}
