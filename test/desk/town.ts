/** A believable morning at the desk: people, cases in every stage, something late, something to judge, to answer, to phone about. */
import { eq } from 'drizzle-orm'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { registerChallenge } from '../../db/challenges/challenges.ts'
import { hearingDue } from '../../db/hearings/hearings.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { addPublicationDuty } from '../../db/disclosures/publication-duties.ts'
import { assessmentProposals, cases, challenges, inquiries, outbox } from '../../db/schema.ts'
import type { Clerk, DeskRig } from './rig.ts'

export interface Town {
  readonly wang: Clerk
  readonly head: Clerk
  readonly group: Clerk
  readonly elsewhere: Clerk
  readonly admin: Clerk
  /** Numbers of cases. */
  readonly late: string
  readonly today: string
  readonly fresh: string
  readonly challenge: string
  readonly question: number
  readonly breach: number
  readonly proposal: number
  readonly letter: number
}

/** Leaves the clock at 10:05 of Wednesday 2 December 2026. */
export async function furnish(desk: DeskRig): Promise<Town> {
  const { db } = desk.database
  const at = (iso: string): void => void (desk.now = new Date(iso))

  at('2026-11-23T01:00:00Z')
  const monday = await desk.clerk('王芳', 'GGB')
  const late = await desk.opens({
    from: '村民甲',
    text: '李庄村东头主路路灯坏了七天，晚上孩子放学看不见路，麻烦尽快修。',
  })
  await monday.post(`/staff/cases/${late}/do`, { action: 'claim', version: '0' })

  at('2026-11-25T01:30:00Z')
  const wednesday = await desk.clerk('王芳', 'GGB')
  const today = await desk.opens({ from: '村民乙', text: '小区北门垃圾三天没人收，味道很大。' })
  for (const [version, fields] of [
    { action: 'claim' },
    { action: 'progress', text: '已联系环卫队，排在今天下午。' },
    { action: 'note', text: '环卫队队长姓刘，下次直接找他。' },
  ].entries())
    await wednesday.post(`/staff/cases/${today}/do`, { version: String(version), ...fields })

  at('2026-11-30T01:30:00Z')
  const challenge = await desk.opens({
    from: '村民丙',
    kind: 'challenge',
    department: 'GGB',
    text: '公布的垃圾清运是每天一次，我们村为什么三天才一次？',
  })
  const asked = (await caseByNumber(db, challenge))!
  await db.transaction(async (tx) => {
    await registerChallenge(tx, asked.id, 'town', '')
    await tx.update(challenges).set({ seconds: 21, publishedAt: desk.now }).where(eq(challenges.caseId, asked.id))
    const [row] = await tx.select().from(cases).where(eq(cases.id, asked.id))
    await hearingDue(tx, desk.setting(), row!, 21)
    await addPublicationDuty(tx, desk.setting(), {
      key: 'item:lajiqingyun:2026-11-30.1',
      department: 'GGB',
      what: '垃圾清运收费标准有变化',
    })
  })

  at('2026-12-02T01:35:00Z')
  const fresh = await desk.opens({ from: '村民戊', text: '下水道堵了，污水流到路上，结冰很滑，已经有老人摔倒。' })

  at('2026-12-02T02:05:00Z')
  const group = await desk.clerk('陈书记', 'DZB', 'group')
  const head = await desk.clerk('赵建国', 'GGB', 'head')
  const wang = await desk.clerk('王芳', 'GGB')
  const behind = (await caseByNumber(db, late))!
  const seeded = await db.transaction(async (tx) => {
    await recordBreach(tx, desk.setting(), { key: `seed:${late}`, kind: 'late-completion', caseId: behind.id, promiseId: null, department: 'GGB', ownerId: wang.id, dueDate: '2026-11-30', detail: '诉求答复超过期限，原定11月30日' }) // prettier-ignore
    await advanceBreaches(tx, desk.setting())
    const question = { channel: 'web', decision: 'handoff', facet: 'general', candidates: [], why: [], catalogVersion: '2026-11-23.1', at: desk.now } as const // prettier-ignore
    const [q] = await tx
      .insert(inquiries)
      .values([
        { ...question, text: '村里老年活动室几点开门' },
        { ...question, text: '垃圾分类的桶去哪儿领，电话13800138000', feedback: 'useless' },
      ])
      .returning({ id: inquiries.id })
    const [p] = await tx
      .insert(assessmentProposals)
      .values({
        period: '2026-10',
        department: 'GGB',
        kind: 'correct',
        why: '得分 68（61–74），成立违诺 2 件',
        correctBy: '2026-12-29',
        state: 'proposed',
      }) // prettier-ignore
      .returning({ id: assessmentProposals.id })
    const [l] = await tx
      .insert(outbox)
      .values({
        lane: 'wechat:gone',
        conversationId: behind.conversationId!,
        message: { text: '路灯已报修' },
        urgency: 'push',
        caseId: behind.id,
        about: 'case',
        state: 'unreachable',
        error: 'blocked',
        notBefore: desk.now,
        createdAt: desk.now,
        settledAt: desk.now,
      })
      .returning({ id: outbox.id })
    return { question: q!.id, proposal: p!.id, letter: l!.id }
  })
  return {
    wang,
    head,
    group,
    elsewhere: await desk.clerk('孙丽', 'NYB'),
    admin: await desk.clerk('周敏', 'DZB', 'admin'),
    late,
    today,
    fresh,
    challenge,
    breach: 1,
    ...seeded,
  }
}
