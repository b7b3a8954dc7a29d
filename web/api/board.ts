/** /api/v1/board: everything the notice board shows, to read only. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { MEASURED } from '../../core/assessment/score.ts'
import { assessedPeriods, publishedAssessment } from '../../db/assessment/department-assessment.ts'
import { countPublicBreaches, publicBreaches } from '../../db/breaches/public-breaches.ts'
import { countPublicChallenges, publicChallenges } from '../../db/challenges/challenges.ts'
import { countPublicDisclosures, publicDisclosures } from '../../db/disclosures/public-disclosures.ts'
import { publicAnchors } from '../../db/audit/verify-audit.ts'
import { publicHearings } from '../../db/hearings/public-hearings.ts'
import { publicProposals } from '../../db/assessment/proposals.ts'
import type { WebOptions } from '../options.ts'
import { clientPace, openTo } from './client.ts'
import { userError } from '../../core/errors.ts'
import { dateShape, describe, sliceQuery } from './shape.ts'

const date = dateShape.nullable()
const department = z.string().max(20).optional().describe('科室代码')

const breachShape = z.object({
  id: z.int(),
  department: z.string(),
  kind: z.string(),
  label: z.string(),
  foundOn: dateShape,
  verdict: z.enum(['upheld', 'dismissed', 'referred']),
  decidedOn: date,
  reason: z.string(),
  why: z.string(),
  measure: z.string(),
  measureDue: date,
  state: z.string(),
  person: z.string().nullable().describe('只有领导小组决定公布姓名的才有'),
  promised: z
    .object({
      purpose: z.string(),
      kind: z.string().nullable().describe('保密的没有'),
      item: z.string().nullable(),
      amount: z.int(),
      unit: z.enum(['working', 'calendar', 'minutes']),
      dueOn: dateShape,
      doneOn: date.describe('后来做到的那天；还没有做到、不用再做的没有'),
      open: z.boolean().describe('还有人在等'),
    })
    .nullable()
    .describe('答应了什么、到哪天'),
})
const challengeShape = z.object({
  number: z.string(),
  about: z.string(),
  aboutId: z.string(),
  department: z.string(),
  question: z.string(),
  askedOn: dateShape,
  dueOn: date,
  seconds: z.int().describe('附议人数：账号、确认过的电话、窗口登记过的人'),
  webSeconds: z.int().describe('网页附议，未计入听证人数'),
  answer: z.string().nullable(),
  answeredOn: date,
})
const hearingShape = z.object({
  id: z.int(),
  title: z.string(),
  state: z.string(),
  callBy: dateShape,
  heldOn: date,
  heldTime: z.string().nullable(),
  place: z.string(),
  seats: z.int(),
  taken: z.int(),
  changed: z.string(),
  minutes: z.string(),
  questions: z.array(z.object({ question: z.string(), dueOn: dateShape, answer: z.string().nullable() })),
})
const disclosureShape = z.object({
  id: z.int(),
  department: z.string(),
  category: z.string(),
  title: z.string(),
  state: z.enum(['published', 'withheld', 'withdrawn']),
  version: z.int(),
  body: z.string(),
  article: z.string().nullable().describe('不公开依据哪一条'),
  reason: z.string(),
  reviewOn: date,
  on: dateShape,
})
const shareShape = z.object({ good: z.int(), of: z.int() })
const rowShape = z.object({
  department: z.string(),
  name: z.string(),
  figures: z.object({
    shares: z.object(
      Object.fromEntries(Object.entries(MEASURED).map(([name, { label }]) => [name, shareShape.describe(label)])),
    ),
    breaches: z.int(),
  }),
  scored: z.object({
    score: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    ranked: z.boolean(),
  }),
})
const assessmentShape = z.object({
  periods: z.array(z.string()).describe('已经出结果的，新的在前'),
  period: z.string().nullable(),
  weights: z.record(z.string(), z.number()).nullable().describe('各项权重'),
  rows: z.array(rowShape),
  decided: z.array(z.object({ department: z.string(), kind: z.string(), why: z.string(), correctBy: date })),
})

export function boardRoutes(api: FastifyInstance, o: WebOptions): void {
  const { db } = o.database

  function list(
    path: string,
    summary: string,
    shape: z.ZodType,
    read: (q: { limit: number; offset: number; department?: string }) => Promise<{ total: number; rows: unknown[] }>,
  ): void {
    const schema = describe({
      summary,
      tag: 'board',
      scope: null,
      query: z.object({ ...sliceQuery, department }),
      gives: z.object({ total: z.int(), rows: z.array(shape) }),
      refuses: [400],
    })
    api.get(`/board/${path}`, { config: clientPace, schema }, async (request) => {
      openTo(request, 'board:read')
      return read(request.query as { limit: number; offset: number; department?: string }) // as the schema says
    })
  }

  list('breaches', '违诺：已经认定的', breachShape, async (q) => ({
    total: await countPublicBreaches(db, q),
    rows: await publicBreaches(db, q),
  }))
  list('challenges', '质询和答复', challengeShape, async (q) => ({
    total: await countPublicChallenges(db, q),
    rows: await publicChallenges(db, q),
  }))
  list('disclosures', '信息公开目录，也有不公开的和理由', disclosureShape, async (q) => ({
    total: await countPublicDisclosures(db, q),
    rows: await publicDisclosures(db, q),
  }))
  list('hearings', '听证会', hearingShape, async (q) => {
    const all = await publicHearings(db)
    return { total: all.length, rows: all.slice(q.offset, q.offset + q.limit) }
  })

  api.get(
    '/board/assessment',
    {
      config: clientPace,
      schema: describe({
        summary: '考核结果和公式',
        tag: 'board',
        scope: null,
        query: z.object({ period: z.string().max(10).optional().describe('像 2026-11 或 2026-Q4；不写是最近一期') }),
        gives: assessmentShape,
        refuses: [400, 404],
      }),
    },
    async (request: FastifyRequest) => {
      openTo(request, 'board:read')
      const periods = await assessedPeriods(db)
      const name = (request.query as { period?: string }).period ?? periods[0]
      if (name === undefined) return { periods, period: null, weights: null, rows: [], decided: [] }
      const found = await publishedAssessment(db, name)
      if (!found)
        throw userError(
          'no-record',
          `没有“${name}”这一期，可看：${periods.slice(0, 12).join('、') || '还没有出结果的'}。`,
        )
      const decided = await publicProposals(db, found.period.name)
      return { periods, period: found.period.name, weights: found.formula.weights, rows: found.rows, decided }
    },
  )

  api.get(
    '/board/anchors',
    {
      config: clientPace,
      schema: describe({
        summary: '每天的锚值：凭它可以证明记录没有被改过、删过',
        tag: 'board',
        scope: null,
        query: z.object({ limit: z.int().min(1).max(1000).default(60) }),
        gives: z.object({ anchors: z.array(z.object({ date: dateShape, hash: z.string(), events: z.int() })) }),
        refuses: [400],
      }),
    },
    async (request) => {
      openTo(request, 'board:read')
      return { anchors: await publicAnchors(db, (request.query as { limit: number }).limit) }
    },
  )
}
