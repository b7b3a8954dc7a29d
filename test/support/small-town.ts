/** A small town's autumn, made by the desk's own acts: what the pages are looked at with. All names are invented. */
import { randomBytes } from 'node:crypto'
import type { Actor, Staff } from '../../core/case/case.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import type { TownContext } from '../../core/town-context.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { readPeriod } from '../../core/assessment/score.ts'
import { storeAssessment } from '../../db/assessment/department-assessment.ts'
import { decideProposal, openProposals } from '../../db/assessment/proposals.ts'
import { makeAnchors } from '../../db/audit/verify-audit.ts'
import { advanceBreaches } from '../../db/breaches/breach-deadlines.ts'
import { moveBreach } from '../../db/breaches/breaches.ts'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { moveCase, openCase } from '../../db/cases/change-case.ts'
import type { RequestContext } from '../../db/context.ts'
import { registerChallenge } from '../../db/challenges/challenges.ts'
import { secondChallenge } from '../../db/challenges/second-challenge.ts'
import { voiceOf } from '../../db/people/standing.ts'
import { publish, withhold } from '../../db/disclosures/disclosures.ts'
import { answerQuestion, callHearing, joinHearing, putMinutes, putQuestion } from '../../db/hearings/hearings.ts'
import type { Database, Tx } from '../../db/types.ts'
import { allStaff, inviteStaff } from '../../db/people/staff.ts'
import { conversationAt } from '../../db/people/conversations.ts'
import { confirmPledge, draftPledge, signPledge } from '../../db/pledges/pledges.ts'
import { breaches, inquiries } from '../../db/schema.ts'
import { eq } from 'drizzle-orm'

// prettier-ignore
const STAFF: readonly (readonly [name: string, department: string, role: Staff['role']])[] = [
  ['高秀兰', 'DQZX', 'clerk'], ['马国栋', 'DQZX', 'head'], ['周敏',   'DZB', 'clerk'],  ['赵建民', 'DZB', 'group'],
  ['郑文彬', 'DZB', 'group'],  ['刘玉芬', 'GFB', 'clerk'], ['孙立',   'GFB', 'head'],   ['韩冬梅', 'GGB', 'clerk'],
  ['石磊',   'GGB', 'head'],   ['田小军', 'NYB', 'clerk'], ['杜海峰', 'NYB', 'head'],   ['宋文',   'GAB', 'clerk'],
]

export interface SmallTown {
  /** A case that is being worked on, to be tracked. */
  readonly tracked: { readonly number: string; readonly lookupCode: string }
  readonly notice: string
  readonly staff: Readonly<Record<string, Staff>>
}

/** Fills the database up to the morning of 25 November 2026. */
export async function smallTown({ db }: Pick<Database, 'db'>, world: TownContext): Promise<SmallTown> {
  const random = (n: number) => randomBytes(n)
  const cipher = makeCipher('a-secret-key-of-the-tests')
  const at = (when: string): RequestContext => ({
    townContext: world,
    now: new Date(`${when}:00+08:00`),
    random,
    cipher,
  })
  const act = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => db.transaction(fn)
  await act(async (tx) => {
    for (const [name, department, role] of STAFF) await inviteStaff(tx, at('2026-08-31T09:00'), { name, department, role }) // prettier-ignore
  })
  const staff = Object.fromEntries((await allStaff(db)).map((s) => [s.name, s]))
  const who = (name: string): Staff => staff[name]!
  const by = (name: string): Actor => ({ kind: 'staff', staff: who(name), standsFor: [] })
  const resident = (nth: number) => act((tx) => conversationAt(tx, { channel: 'wechat', id: `resident-${nth}` }, false, at('2026-09-01T09:00').now)) // prettier-ignore
  async function move(
    ctx: RequestContext,
    id: number,
    action: Action,
    actor: Actor,
    input: ActionInput = {},
  ): Promise<void> {
    const moved = await act((tx) => moveCase(tx, ctx, id, action, actor, input))
    if (!moved.ok) throw new Error(`${action}: ${moved.detail}`)
  }
  const open = (when: string, kind: 'report' | 'challenge' | 'application', department: string, text: string, item: string | null = null) =>
    act((tx) => openCase(tx, at(when), { kind, item, department, text, residentId: null, conversationId: null })) // prettier-ignore

  // three months of reports: enough to be scored
  const offices = [['GGB', '韩冬梅', 9], ['GFB', '刘玉芬', 14], ['NYB', '田小军', 4]] as const // prettier-ignore
  for (const [m, month] of ['2026-08', '2026-09', '2026-10'].entries())
    for (const [department, clerk, lateEvery] of offices)
      for (let i = 0; i < 12; i++) {
        const day = String(13 + (i % 5)).padStart(2, '0')
        const c = await open(`${month}-${day}T09:00`, 'report', department, '村里的路灯坏了，请来看看')
        await move(at(`${month}-${day}T09:${i % 5 === 4 ? '55' : '12'}`), c.case.id, 'claim', by(clerk))
        const late = (i + m) % lateEvery === lateEvery - 1
        const answered = `${month}-${late ? '27' : '19'}T10:00`
        await move(at(answered), c.case.id, 'reply', by(clerk), { text: '已经修好，请您看看。' })
        await move(at(answered), c.case.id, 'contact', by(clerk), { text: '电话告知' })
        await move(at(answered), c.case.id, 'rate', { kind: 'resident' }, { score: late ? 2 : 5 })
      }
  for (const [name, when] of [
    ['2026-08', '2026-09-02T09:00'],
    ['2026-09', '2026-10-09T09:00'],
    ['2026-10', '2026-11-03T09:00'],
  ] as const)
    // prettier-ignore
    await act((tx) => storeAssessment(tx, at(when), readPeriod(name)!))
  for (const p of await openProposals(db, who('赵建民')))
    await act((tx) => decideProposal(tx, at('2026-11-05T15:00'), who('赵建民'), p.id, true))

  // breaches: one put right, one under way, one that was none, one handed on
  const found = async (n: number, when: string, kind: string, department: string, owner: string) => {
    const ctx = at(when)
    await act((tx) => recordBreach(tx, ctx, { key: `town-${n}`, kind, caseId: null, promiseId: null, department, ownerId: who(owner).id, dueDate: when.slice(0, 10), detail: '答复：镇公开承诺' })) // prettier-ignore
    await act((tx) => advanceBreaches(tx, ctx))
    // cases done late have left breaches of their own before it
    const [row] = await db
      .select({ id: breaches.id })
      .from(breaches)
      .where(eq(breaches.key, `town-${n}`))
    return row!.id
  }
  const step = (when: string, id: number, action: Parameters<typeof moveBreach>[3], name: string, given: Parameters<typeof moveBreach>[5]) =>
    act(async (tx) => {
      const moved = await moveBreach(tx, at(when), id, action, who(name), given)
      if (!moved.ok) throw new Error(`breach ${id} ${action}: ${moved.because}`)
    }) // prettier-ignore
  const judged = async (id: number, owner: string, head: string, why: string, verdict: 'uphold' | 'dismiss', reason: string) => {
    await step('2026-11-10T10:00', id, 'explain', owner, { text: why })
    await step('2026-11-11T10:00', id, 'comment', head, { text: '情况属实。' })
    await step('2026-11-13T10:00', id, verdict, '赵建民', { text: reason })
  } // prettier-ignore
  const late = await found(1, '2026-11-09T09:00', 'late-completion', 'GGB', '韩冬梅')
  await judged(
    late,
    '韩冬梅',
    '石磊',
    '配件到货晚了三天，没有提前告诉群众。',
    'uphold',
    '可以预见，应当提前告知并申请延期。',
  )
  await step('2026-11-13T11:00', late, 'measure', '赵建民', {
    measure: 'rectify',
    date: '2026-11-20',
    text: '配件备足，缺件当天告知。',
  })
  await step('2026-11-18T10:00', late, 'do', '韩冬梅', { text: '已建配件台账，缺件当天告知。' })
  await step('2026-11-19T10:00', late, 'check', '石磊', {})
  const again = await found(2, '2026-11-09T09:05', 'second-supplement', 'NYB', '田小军')
  await judged(again, '田小军', '杜海峰', '第一次漏看了一页。', 'uphold', '没有一次性告知，让群众多跑了一趟。')
  await step('2026-11-13T11:00', again, 'measure', '郑文彬', {
    measure: 'rectify',
    date: '2026-12-04',
    text: '补正单由两人核对后再发。',
  })
  const dark = await found(3, '2026-11-09T09:10', 'late-first-response', 'GFB', '刘玉芬')
  await judged(dark, '刘玉芬', '孙立', '当时停电，已电话告知。', 'dismiss', '停电有记录，当时已用电话告知本人。')

  // questions put in public
  const ask = async (when: string, text: string, department: string, about: Parameters<typeof registerChallenge>[2], aboutId: string) => {
    const c = await open(when, 'challenge', department, text, about === 'item' ? aboutId : null)
    await act((tx) => registerChallenge(tx, c.case.id, about, aboutId))
    await move(at(when), c.case.id, 'release', by('赵建民'))
    return c.case
  } // prettier-ignore
  const lamp = await ask('2026-11-16T09:00', '只是限期整改，配件为什么不提前备？', 'GGB', 'breach', String(late))
  await move(at('2026-11-16T09:20'), lamp.id, 'claim', by('韩冬梅'))
  await move(at('2026-11-19T15:00'), lamp.id, 'reply', by('韩冬梅'), { text: '您问得对。从 11 月 18 日起，路灯、井盖两类配件各备三套，用一补一，台账贴在办公室门口，欢迎来看。' }) // prettier-ignore
  const low = await ask('2026-11-23T09:30', '低保说 25 个工作日，入户调查的时间算不算在里面？', 'GFB', 'item', 'dibao')
  await move(at('2026-11-23T09:50'), low.id, 'claim', by('刘玉芬'))
  const road = await ask('2026-11-12T10:00', '村西修路的钱是怎么分摊的，为什么各家不一样？', 'DZB', 'disclosure', '2')
  await move(at('2026-11-12T10:20'), road.id, 'claim', by('周敏'))
  for (let i = 0; i < world.town.rules.hearingSeconds; i++) {
    const c = await resident(i)
    await act(async (tx) => secondChallenge(tx, at('2026-11-13T09:00'), road.number, (await voiceOf(tx, c))!, { personId: c.personId!, network: null })) // prettier-ignore
  }
  await act((tx) => callHearing(tx, at('2026-11-13T16:00'), who('赵建民'), road.id, { date: '2026-11-20', time: '14:00', seats: 30, place: '镇政府二楼会议室' })) // prettier-ignore
  for (let i = 0; i < 17; i++) {
    const c = await resident(i)
    await act(async (tx) => joinHearing(tx, at('2026-11-14T09:00'), 1, (await voiceOf(tx, c))!, { personId: c.personId!, network: null })) // prettier-ignore
  }
  await move(at('2026-11-18T15:00'), road.id, 'reply', by('周敏'), { text: '按受益面积分摊，明细已在信息公开栏公布；听证会上逐户解释。' }) // prettier-ignore
  await act((tx) => putMinutes(tx, at('2026-11-21T09:00'), who('赵建民'), 1, '到会 15 人。镇里说明了分摊办法和测量结果；三户对面积有不同意见，当场约定 12 月 1 日前复测。')) // prettier-ignore
  await act((tx) => putQuestion(tx, at('2026-11-21T09:10'), who('赵建民'), 1, '复测由谁来做，农户能不能在场？'))
  await act((tx) => putQuestion(tx, at('2026-11-21T09:12'), who('赵建民'), 1, '多交的钱什么时候退？'))
  await act((tx) =>
    answerQuestion(tx, at('2026-11-24T10:00'), who('赵建民'), 1, '由区里的测绘队做，农户本人在场签字。'),
  )

  // the register
  const put = (when: string, department: string, category: string, title: string, body: string, id?: number) =>
    act((tx) => publish(tx, at(when), who('赵建民'), { department, category, title, body }, id === undefined ? {} : { id })) // prettier-ignore
  await put(
    '2026-10-12T10:00',
    'DQZX',
    '机构职能',
    '各科室职责和办公电话',
    '党群服务中心：综合窗口收件、首问接待。\n党政办公室：政务公开、督办、热线承办。',
  )
  await put(
    '2026-10-20T10:00',
    'DZB',
    '筹资筹劳',
    '村西道路筹资筹劳方案',
    '道路全长 860 米，村民筹资部分按受益面积分摊。',
  )
  await put(
    '2026-11-18T16:00',
    'DZB',
    '筹资筹劳',
    '村西道路筹资筹劳方案',
    '道路全长 860 米，村民筹资部分按受益面积分摊，分户明细见附表。测量日期：11 月 2 日。',
    2,
  )
  await put(
    '2026-11-16T10:00',
    'GFB',
    '社会救助',
    '十月份临时救助发放情况',
    '十月份批准临时救助 9 户，人均不超过规定标准。',
  )
  await act((tx) => withhold(tx, at('2026-11-17T10:00'), who('杜海峰'), { department: 'NYB', category: '征收补偿', title: '村东地块征收补偿协商记录' }, { article: '16', reviewOn: '2027-03-01', reason: '还在协商的过程性材料，定下来后公开结果' })) // prettier-ignore

  // pledges, signed and confirmed
  for (const [name] of STAFF) await act((tx) => signPledge(tx, at('2026-09-07T09:00'), who(name)))
  for (const [head, code] of [['马国栋', 'DQZX'], ['孙立', 'GFB'], ['石磊', 'GGB'], ['杜海峰', 'NYB']] as const) {
    const draft = await act((tx) => draftPledge(tx, at('2026-09-08T09:00'), code))
    await act((tx) => confirmPledge(tx, at('2026-09-08T10:00'), who(head), draft!.version))
  } // prettier-ignore
  await act((tx) => makeAnchors(tx, at('2026-11-25T00:30')))

  // today: questions asked, cases under way, one of them waiting for papers
  await db.insert(inquiries).values(
    ['dibao', 'dibao', 'dibao', 'canji-zheng', 'dibao', 'zhaijidi'].map((item, i) => ({ channel: 'web', text: '问事', decision: 'answer', item, facet: 'materials', candidates: [], why: [], catalogVersion: world.catalog.version, at: at(`2026-11-25T08:${10 + i}`).now })), // prettier-ignore
  )
  await open('2026-11-25T08:40', 'report', 'GGB', '集市东头的井盖碎了一半，晚上看不清')
  const t = await open('2026-11-24T09:00', 'application', 'GFB', '给母亲申请低保', 'dibao')
  await move(at('2026-11-24T09:10'), t.case.id, 'claim', by('刘玉芬'))
  await move(at('2026-11-24T10:00'), t.case.id, 'supplement', by('刘玉芬'), { list: ['居民户口簿首页', '家庭经济状况核对授权书'], text: '请补这两样' }) // prettier-ignore
  const sheets = await db.query.notices.findMany()
  const tracked = { number: t.case.number, lookupCode: lookupCodeOf(cipher, t.case) }
  return { tracked, notice: sheets.at(-1)?.token ?? '', staff }
}
