/** One move, decided whole: what it changes, whom it tells, what it refuses and why. No database. */
import { describe, expect, test } from 'vitest'
import { maySee } from '../../core/case/case.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { factsOf } from '../../core/case/facts.ts'
import { allowedActions, type Role } from '../../core/case/lifecycle.ts'
import { caseMessageFields } from '../../core/case/message-to-resident.ts'
import { type CaseContext, receivedOn } from '../../core/case/case-context.ts'
import { instant } from '../../core/date.ts'
import {
  caseOf,
  clock,
  move,
  NOW,
  opened,
  person,
  planned,
  refusal,
  resident,
  runs,
  staff,
  townContext,
} from './example-case.ts'

const zhang = person('张三', 'GFB')
const li = person('李四', 'NYB')
const head = person('王主任', 'GFB', 'head')
const group = person('领导', 'DZB', 'group')
const front = person('小赵', 'DQZX')
const left = person('老钱', 'NYB', 'clerk', { leftAt: NOW })
const people = [zhang, li, head, group, front, left]

const day = (date: string, time = '10:00') => instant(date, time)
const claimed = (over = {}) => move(opened(over, people), 'claim', staff(zhang))
const accepted = (over = {}) => move(claimed(over), 'accept', staff(zhang))
const asked = (over = {}) => opened({ kind: 'consultation', item: null, text: '路灯不亮', ...over }, people)

describe('the first responder', () => {
  test('is the first of the office who meets the matter, and stays it when the case is taken over', () => {
    let caseContext = claimed()
    expect(caseContext.case).toMatchObject({ firstResponderId: zhang.id, handlerId: zhang.id })
    caseContext = move(caseContext, 'transfer', staff(zhang), { staff: li, text: '归农业' })
    caseContext = move(caseContext, 'take', staff(li))
    expect(caseContext.case).toMatchObject({
      firstResponderId: zhang.id,
      handlerId: li.id,
      department: 'NYB',
      transfers: 1,
    })
    expect(planned(caseContext, 'progress', staff(li), { text: '已现场查看' }).notifyStaffIds).toEqual([zhang.id])
  })

  test('is whoever a head assigns, where nobody had met it', () => {
    expect(planned(opened({}, people), 'assign', staff(head), { staff: zhang }).patch).toEqual({
      handlerId: zhang.id,
      firstResponderId: zhang.id,
      department: 'GFB',
    })
  })

  test('may be the front desk, which claims what nobody has met', () => {
    const caseContext = move(opened({}, people), 'claim', staff(front))
    expect(caseContext.case).toMatchObject({ firstResponderId: front.id, handlerId: front.id })
    expect(refusal(caseContext, 'reply', staff(front), { text: '…' })).toMatch(/^not-this-kind/)
  })

  test('may record that the resident was told by voice, and only then the case settles', () => {
    let caseContext = move(asked(), 'reply', staff(zhang), { text: '明天修' })
    expect(caseContext.case.firstResponderId).toBe(zhang.id)
    expect(refusal(caseContext, 'settle', clock)).toMatch(/^condition: 结果还没送达本人/)
    caseContext = move(caseContext, 'contact', staff(zhang), { text: '已电话告知' })
    expect(move(caseContext, 'settle', clock).case.state).toBe('closed')
  })
})

describe('a transfer', () => {
  const sent = move(claimed(), 'transfer', staff(zhang), { staff: li, text: '归农业' })

  test('leaves the case with its handler until it is taken', () => {
    expect(sent.case).toMatchObject({ handlerId: zhang.id, department: 'GFB', state: 'assigned' })
    expect(runs(sent, 'take')).toBeDefined()
    expect(planned(sent, 'progress', staff(zhang), { text: '仍在办' }).ok).toBe(true)
  })

  test('comes back when refused, and when nobody took it in time', () => {
    const back = move(sent, 'hand-back', staff(li), { text: '不归我们' })
    expect(back.case.handlerId).toBe(zhang.id)
    expect(back.requests).toMatchObject([{ kind: 'transfer', state: 'refused' }])
    const late = planned(sent, 'expire', clock)
    expect(late.resolvesRequests).toEqual([{ kind: 'transfer', state: 'expired' }])
    expect(late.notifyStaffIds).toEqual(expect.arrayContaining([zhang.id, head.id]))
  })

  test('can be taken only by the person named, once', () => {
    expect(refusal(sent, 'take', staff(front))).toMatch(/^not-your-role/)
    expect(refusal(move(sent, 'take', staff(li)), 'take', staff(li))).toMatch(/^not-your-role|^condition/)
  })

  test('can be taken by the stand-in of the person named, who stays the one named', () => {
    expect(planned(sent, 'take', staff(front, li)).patch).toMatchObject({ handlerId: li.id, department: 'NYB' })
  })

  test('is over when the handler ends the case meanwhile', () => {
    const done = move(sent, 'complete', staff(zhang), { text: '当场办好' })
    expect(done.requests).toMatchObject([{ kind: 'transfer', state: 'expired' }])
    expect(runs(done, 'take')).toBeUndefined()
  })

  test('goes to nobody who left, who is accused, or who has it already', () => {
    const to = (one: typeof li, caseContext = claimed()) =>
      refusal(caseContext, 'transfer', staff(zhang), { staff: one, text: '转' })
    expect(to(left)).toBe('condition: 老钱已经不在岗，请换一位同事')
    expect(to(zhang)).toBe('condition: 这件本来就由张三办理')
    expect(to(li, claimed({ accusedStaffId: li.id }))).toBe('condition: 这件事不能交给这位同事')
    expect(refusal(claimed(), 'transfer', staff(head), { staff: head, text: '转' })).toBe('condition: 不能转办给自己')
  })

  test('beyond the town’s number is a breach', () => {
    const again = { ...sent, case: { ...sent.case, transfers: townContext.town.rules.maxTransfers } }
    expect(planned(again, 'take', staff(li)).breach).toEqual({ kind: 'passed-on', detail: '第3次转办' })
    expect(planned(sent, 'take', staff(li)).breach).toBeNull()
  })

  test('a head assigns inside the department; to another one it is a transfer', () => {
    expect(refusal(claimed(), 'assign', staff(head), { staff: li })).toMatch(/请用“转办”/)
    expect(planned(claimed(), 'assign', staff(group), { staff: li }).patch.department).toBe('NYB')
  })
})

describe('the supplement list', () => {
  const listed = move(claimed(), 'supplement', staff(zhang), { list: ['户口簿', '授权书'] })

  test('is one: it meets the clock of acceptance and starts the resident’s', () => {
    expect(listed.case).toMatchObject({ state: 'supplement', supplementLists: 1 })
    expect([runs(listed, 'accept'), runs(listed, 'supply')?.dueDate]).toEqual([undefined, '2026-12-07'])
  })

  test('needs something on it', () => {
    for (const list of [[], ['', ' ']])
      expect(refusal(claimed(), 'supplement', staff(zhang), { list })).toBe('incomplete: list')
  })

  test('a second one is refused to the clerk, needs a head’s reason, and is a breach', () => {
    const supplied = move(listed, 'supply', resident, { text: '补齐了' })
    expect(refusal(supplied, 'supplement', staff(zhang), { list: ['收入证明'] })).toMatch(
      /^condition: 补正只能一次告知全部/,
    )
    expect(refusal(supplied, 'supplement-again', staff(zhang), { list: ['x'], text: 'y' })).toMatch(/^not-your-role/)
    expect(refusal(supplied, 'supplement-again', staff(head), { list: ['x'] })).toBe('incomplete: text')
    const plan = planned(supplied, 'supplement-again', staff(head), { list: ['收入证明'], text: '政策调整' })
    expect(plan.breach).toEqual({ kind: 'second-supplement', detail: '政策调整' })
    expect(plan.notice).toBe('supplement')
  })

  test('the resident who stays silent lets it lapse', () => {
    expect(move(listed, 'lapse', clock).case).toMatchObject({ state: 'lapsed' })
  })

  test('days the town cannot mean are refused', () => {
    for (const days of [0, -3, 1.5, 400])
      expect(refusal(claimed(), 'supplement', staff(zhang), { list: ['x'], days })).toBe(
        'condition: 天数要在1到365之间',
      )
  })
})

describe('pause', () => {
  const licence = townContext.catalog.items.find((i) => i.family === 'licence')!
  const running = accepted({ item: licence.id, kind: 'application' })

  test('is only for the procedures that the law lists, and starts a clock of its own', () => {
    // the town's promise on a licence is of the town's family: the statute's list holds where no promise is made
    const disclosure = claimed({ kind: 'disclosure', item: null })
    expect(refusal(disclosure, 'consult', staff(zhang), { ...CONSULT, procedure: '领导出差' })).toMatch(/法律没有允许/)
    const paused = move(disclosure, 'consult', staff(zhang), CONSULT)
    expect(runs(paused, 'complete')?.state).toBe('paused')
    expect(runs(paused, 'consult')?.dueDate).toBe('2026-12-14')
    const visited = move(running, 'pause', staff(zhang), { procedure: '现场核查', days: 15 })
    expect(runs(visited, 'procedure')?.dueDate).toBe('2026-12-08')
  })

  test('moves the last day by the days it took', () => {
    const caseContext = claimed({ kind: 'disclosure', item: null, openedOn: '2026-08-03', openedAt: day('2026-08-03') })
    const paused = move(caseContext, 'consult', staff(zhang), CONSULT, day('2026-08-10'))
    const resumed = move(paused, 'resume', staff(zhang), {}, day('2026-08-28'))
    expect(runs(resumed, 'complete')?.dueDate).toBe('2026-09-18')
    expect(runs(resumed, 'consult')).toBeUndefined()
  })

  test('needs its days, before acceptance is refused, and a petition has no pause', () => {
    expect(refusal(running, 'pause', staff(zhang), { procedure: '听证' })).toBe('incomplete: days')
    expect(refusal(claimed(), 'pause', staff(zhang), { procedure: '听证', days: 5 })).toMatch(/^condition: 还没有受理/)
    const petition = move(claimed({ kind: 'petition', item: null }), 'accept', staff(zhang))
    expect(refusal(petition, 'pause', staff(zhang), { procedure: '听证', days: 5 })).toMatch(/^not-this-kind/)
  })
})

describe('extension', () => {
  const running = accepted()
  const asking = move(running, 'extend', staff(zhang), { days: 5, text: '需入户核查' })

  test('is asked by the handler and granted by a head who is not the handler; the reason reaches the resident', () => {
    expect(refusal(asking, 'grant-extension', staff(zhang))).toMatch(/^not-your-role/)
    const plan = planned(asking, 'grant-extension', staff(head))
    expect(plan).toMatchObject({ notice: 'extension', residentMessage: 'extended', residentText: '需入户核查' })
    const own = move(move(opened({}, people), 'claim', staff(head)), 'accept', staff(head))
    const self = move(own, 'extend', staff(head), { days: 5, text: '忙' })
    expect(refusal(self, 'grant-extension', staff(head))).toMatch(/^not-your-role/)
    expect(planned(self, 'grant-extension', staff(group)).ok).toBe(true)
  })

  test('moves the last day by what was granted, once', () => {
    const before = runs(running, 'complete')!.dueDate
    const granted = move(asking, 'grant-extension', staff(head))
    expect(runs(granted, 'complete')).toMatchObject({ extension: 5 })
    expect(townContext.calendar.workdaysBetween(before, runs(granted, 'complete')!.dueDate)).toBe(5)
    expect(refusal(granted, 'extend', staff(zhang), { days: 1, text: '再延' })).toMatch(/只能延期一次/)
  })

  test('is neither asked nor granted after the last day', () => {
    const after = day('2027-01-29')
    expect(refusal(running, 'extend', staff(zhang), { days: 5, text: '晚了' }, after)).toMatch(
      /^condition: 已经超过期限/,
    )
    expect(refusal(asking, 'grant-extension', staff(head), {}, after)).toMatch(/^condition: 已经超过期限/)
  })

  test('is never longer than the family allows', () => {
    expect(refusal(running, 'extend', staff(zhang), { days: 60, text: '长' })).toBe('condition: 超过了允许延长的天数')
    for (const days of [-1, 1.5])
      expect(refusal(running, 'extend', staff(zhang), { days, text: 'x' })).toBe('condition: 天数不对')
  })

  test('is offered only while a clock of the result runs whose law or promise knows an extension', () => {
    const offered = (caseContext: CaseContext) =>
      allowedActions(
        {
          state: caseContext.case.state,
          kind: caseContext.case.kind,
          facts: factsOf(caseContext, null, townContext, NOW),
        },
        new Set<Role>(['handler']),
      ).includes('extend')
    const more = { days: 1, text: '忙' }
    expect([offered(claimed()), offered(running)]).toEqual([false, true])
    expect(refusal(claimed(), 'extend', staff(zhang), more)).toBe('condition: 还没有开始计算办理期限，不用延期')
    const request = claimed({ kind: 'disclosure', item: null })
    expect([offered(request), offered(move(request, 'consult', staff(zhang), CONSULT))]).toEqual([true, true])
    expect(offered(claimed({ kind: 'report', item: null }))).toBe(false)
    expect(refusal(claimed({ kind: 'report', item: null }), 'extend', staff(zhang), more)).toBe('condition: 这类期限不能延长') // prettier-ignore
  })

  test('a request falls with the clock it was about', () => {
    const request = claimed({ kind: 'disclosure', item: null })
    const waiting = move(request, 'extend', staff(zhang), { days: 5, text: '卷宗在外' })
    expect(planned(waiting, 'supplement', staff(zhang), { list: ['写明文号'] }).resolvesRequests).toEqual([
      { kind: 'extension', state: 'expired' },
    ])
  })

  test('a request nobody decided is over when the case is', () => {
    expect(planned(asking, 'complete', staff(zhang), { text: '办好' }).resolvesRequests).toEqual([
      { kind: 'extension', state: 'expired' },
    ])
  })
})

describe('silence of the office', () => {
  const licence = townContext.catalog.items.find((i) => i.family === 'licence' && i.routing === 'town')!

  test('a licence is deemed accepted as of the day the papers came', () => {
    const caseContext = opened({ item: licence.id }, people)
    expect(runs(caseContext, 'accept')).toMatchObject({ amount: 5, unit: 'working', dueDate: '2026-11-30' })
    const deemed = move(caseContext, 'deem-accepted', clock, {}, day('2026-12-01'))
    expect(deemed.case.acceptedOn).toBe('2026-11-23')
    expect(runs(deemed, 'complete')?.startDate).toBe('2026-11-23')
    expect(deemed.promises.find((p) => p.purpose === 'accept')?.state).toBe('late')
  })

  test('nothing else is accepted by silence', () => {
    expect(refusal(opened({}, people), 'deem-accepted', clock)).toMatch(/^condition: 不是行政许可事项/)
  })

  test('after a supplement the day of receipt is the day it came in', () => {
    const listed = move(move(opened({ item: licence.id }, people), 'claim', staff(zhang)), 'supplement', staff(zhang), { list: ['图纸'] }) // prettier-ignore
    const supplied = move(listed, 'supply', resident, { text: '补齐' }, day('2026-11-26'))
    expect(move(supplied, 'deem-accepted', clock, {}, day('2026-12-04')).case.acceptedOn).toBe('2026-11-26')
  })
})

const CONSULT = { party: '某公司', procedure: '征求第三方意见', text: '合同价款' }

describe('disclosure', () => {
  test('counts from receipt, and anew from the supplement', () => {
    const received = claimed({ kind: 'disclosure', item: null })
    expect(runs(received, 'complete')).toMatchObject({ amount: 20, startDate: '2026-11-23', dueDate: '2026-12-21' })
    const listed = move(received, 'supplement', staff(zhang), { list: ['写明文号'] })
    const supplied = move(listed, 'supply', resident, { text: '文号是…' }, day('2026-11-30'))
    expect(runs(listed, 'complete')).toBeUndefined()
    expect(runs(supplied, 'complete')).toMatchObject({ startDate: '2026-11-30', startEvent: '收到补正' })
  })

  test('is not accepted and no clock of acceptance runs on it, before or after a supplement', () => {
    const received = claimed({ kind: 'disclosure', item: null })
    expect(refusal(received, 'accept', staff(zhang))).toMatch(/^not-this-kind/)
    expect(refusal(received, 'decline', staff(zhang), { text: '不归我们' })).toMatch(/^not-this-kind/)
    const listed = move(received, 'supplement', staff(zhang), { list: ['写明文号'] })
    const supplied = move(listed, 'supply', resident, { text: '文号是…' }, day('2026-11-30'))
    for (const caseContext of [received, supplied]) expect(runs(caseContext, 'accept')).toBeUndefined()
    expect(caseMessageFields(received, townContext, NOW)).toMatchObject({
      due: '12月21日（周一）前',
      promised: '答复您',
    })
  })

  test('is told what is unclear within seven working days; later that is a breach', () => {
    const received = claimed({ kind: 'disclosure', item: null })
    const list = ['写明文号']
    expect(planned(received, 'supplement', staff(zhang), { list }, day('2026-12-02')).breach).toBeNull()
    expect(planned(received, 'supplement', staff(zhang), { list }, day('2026-12-03')).breach).toEqual({
      kind: 'late-acceptance',
      detail: '补正告知：政府信息公开条例第30条',
    })
  })

  test('reopened, it is answered anew: the days count from then', () => {
    const reply = { type: 'R6_REPEAT', given: { reason: '3月已答复' } } as const
    const done = move(claimed({ kind: 'disclosure', item: null }), 'complete', staff(zhang), { text: '重复', reply })
    const asking = move(done, 'ask-reopen', resident, { text: '不是重复' }, day('2026-11-25'))
    const again = move(asking, 'grant-reopen', staff(head), {}, day('2026-11-26'))
    expect(runs(again, 'complete')).toMatchObject({ startDate: '2026-11-26', startEvent: '重新办理' })
    expect(receivedOn(again)).toBe('2026-11-23')
  })

  test('a third party that is silent holds it for fifteen working days and no longer', () => {
    const caseContext = move(opened({ kind: 'disclosure', item: null, openedAt: instant('2026-08-03'), openedOn: '2026-08-03' }, people), 'claim', staff(zhang), {}, day('2026-08-03')) // prettier-ignore
    const asked = move(caseContext, 'consult', staff(zhang), CONSULT, day('2026-08-10'))
    expect(runs(asked, 'consult')?.dueDate).toBe('2026-08-31')
    // found after a weekend: what the office did not look at is not the applicant's loss
    const over = move(asked, 'consult-over', clock, {}, day('2026-09-03'))
    expect(over.case.state).toBe('assigned')
    // 15 left from 1 September; Sunday the 20th is a make-up workday
    expect(runs(over, 'complete')?.dueDate).toBe('2026-09-20')
  })

  test('has notices of its own', () => {
    const caseContext = claimed({ kind: 'disclosure', item: null })
    const reply = { type: 'R6_REPEAT', given: { reason: '3月已答复' } } as const
    const done = planned(caseContext, 'complete', staff(zhang), { text: '重复申请', reply })
    expect([done.notice, done.residentMessage]).toEqual(['disclosure-reply', 'disclosed'])
    expect(done.text).toContain('前次答复：3月已答复')
    expect(refusal(caseContext, 'refuse', staff(zhang), { text: '第14条' })).toMatch(/^not-this-kind/)
  })
})

describe('after the answer', () => {
  const answered = move(asked(), 'reply', staff(zhang), { text: '明天修' })

  test('a second answer gives the resident all the days to confirm again', () => {
    const again = move(answered, 'reply', staff(zhang), { text: '更正：后天修' }, day('2026-11-27'))
    expect(runs(answered, 'confirm')?.dueDate).toBe('2026-11-30')
    expect(runs(again, 'confirm')?.dueDate).toBe('2026-12-04')
  })

  test('a resident who is not content takes it up again at once', () => {
    const caseContext = move(answered, 'reopen', resident, { text: '没修' })
    expect(caseContext.case).toMatchObject({ state: 'assigned', handlerId: zhang.id, relayed: null })
    expect([runs(caseContext, 'answer') !== undefined, runs(caseContext, 'confirm')]).toEqual([true, undefined])
  })

  test('a closed one is reopened within ten working days, by somebody other than the handler', () => {
    const closed = move(answered, 'confirm', resident, {}, day('2026-11-24'))
    const last = day('2026-12-08')
    expect(refusal(closed, 'ask-reopen', resident, { text: '又坏了' }, day('2026-12-09'))).toMatch(/已超过10个工作日/)
    const asks = move(closed, 'ask-reopen', resident, { text: '又坏了' }, last)
    expect(runs(asks, 'decide')?.dueDate).toBe('2026-12-09')
    expect(refusal(asks, 'ask-reopen', resident, { text: '还是坏的' }, last)).toMatch(/已经提交/)
    expect(refusal(asks, 'grant-reopen', staff(zhang), {}, last)).toMatch(/^not-your-role/)
    const again = move(asks, 'grant-reopen', staff(head), {}, last)
    expect(again.case).toMatchObject({ state: 'assigned', endedAt: null })
    expect([runs(again, 'answer') !== undefined, runs(again, 'decide')]).toEqual([true, undefined])
    const refused = planned(asks, 'refuse-reopen', staff(head), { text: '已修好，照片为证' }, last)
    expect(refused).toMatchObject({ residentMessage: 'reopen-refused', to: 'closed' })
  })

  test('a rating of one or two opens one return visit, told to the head; better ones none', () => {
    const bad = planned(answered, 'rate', resident, { score: 2 })
    expect(bad.promises).toMatchObject([{ does: 'start', purpose: 'visit', row: { dueDate: '2026-11-30' } }])
    expect(bad.notifyStaffIds).toContain(head.id)
    expect(planned(answered, 'rate', resident, { score: 3 }).promises).toEqual([])
    const rated = move(answered, 'rate', resident, { score: 1 })
    expect(planned(rated, 'rate', resident, { score: 2 }).promises).toEqual([])
    expect(runs(move(rated, 'contact', staff(zhang), { text: '已回访' }), 'visit')).toBeUndefined()
    for (const score of [0, 6, 2.5])
      expect(refusal(answered, 'rate', resident, { score })).toBe('condition: 评分是1到5分')
  })

  test('a visit can be recorded after the case has closed', () => {
    const closed = move(move(answered, 'confirm', resident), 'rate', resident, { score: 1 })
    expect(runs(closed, 'visit')).toBeDefined()
    expect(runs(move(closed, 'contact', staff(zhang), { text: '已回访' }), 'visit')).toBeUndefined()
  })
})

describe('an application', () => {
  test('done on the spot is accepted on the spot', () => {
    const caseContext = move(claimed(), 'complete', staff(zhang), { text: '当场办好' })
    expect(caseContext.case).toMatchObject({ state: 'completed', acceptedOn: '2026-11-23' })
    expect(runs(caseContext, 'accept')).toBeUndefined()
  })

  test('refused in writing is a result that must reach the resident', () => {
    const plan = planned(opened({}, people), 'decline', staff(zhang), { text: '不属本镇' })
    expect(plan).toMatchObject({
      isResult: true,
      notice: 'non-acceptance',
      residentMessage: 'declined',
      to: 'declined',
    })
    expect(plan.promises).toMatchObject([{ does: 'meet' }, { does: 'meet' }, { does: 'start', purpose: 'relay' }])
  })

  test('notes stay inside and stir nobody', () => {
    expect(planned(claimed(), 'note', staff(zhang), { text: '他邻居也来过' })).toMatchObject({ open: false, residentMessage: null, notifyStaffIds: [] }) // prettier-ignore
  })
})

describe('urging', () => {
  test('is heard by handler and first responder, once a day', () => {
    const caseContext = move(claimed(), 'urge', resident)
    expect(planned(claimed(), 'urge', resident).notifyStaffIds).toEqual([zhang.id])
    expect(refusal(caseContext, 'urge', resident)).toMatch(/今天已经催过/)
    expect(planned(caseContext, 'urge', resident, {}, day('2026-11-24')).ok).toBe(true)
  })
})

describe('the accused', () => {
  const c = {
    kind: 'complaint',
    item: null,
    accusedDepartment: 'GFB',
    accusedStaffId: zhang.id,
    department: 'DZB',
  } as const
  const caseContext = opened(c, people)

  test('and their line never see it nor have a role in it, even standing in for another', () => {
    for (const one of [zhang, head]) {
      expect(maySee(one, caseContext.case)).toBe(false)
      expect(rolesOf(staff(one, group, front), caseContext.case, caseContext.requests, townContext.town).size).toBe(0)
    }
    expect(maySee(group, caseContext.case)).toBe(true)
  })

  test('an accused leader of the group has none either', () => {
    expect(rolesOf(staff(group), caseOf({ ...c, accusedStaffId: group.id }), [], townContext.town).size).toBe(0)
  })

  test('are never given it, and hear of nothing', () => {
    expect(refusal(caseContext, 'reroute', staff(person('党办', 'DZB')), { department: 'GFB' })).toBe(
      'condition: 这件事不能交给这个科室',
    )
    const taken = move(caseContext, 'claim', staff(front))
    expect(planned(taken, 'assign', staff(group), { staff: li }).notifyStaffIds).not.toContain(zhang.id)
    const rated = planned(
      { ...taken, case: { ...taken.case, state: 'answered', department: 'GFB' } },
      'rate',
      resident,
      { score: 1 },
    )
    expect(rated.notifyStaffIds).toEqual([front.id])
  })
})

describe('somebody who left', () => {
  test('has no role in what was theirs', () => {
    const caseContext = claimed()
    expect(refusal(caseContext, 'progress', staff({ ...zhang, leftAt: NOW }), { text: 'x' })).toMatch(/^not-your-role/)
  })
})

test('an item promised in one working day is due the next one', () => {
  const oneDay = townContext.catalog.items.find(
    (i) => i.promisedLimit?.days === 1 && i.promisedLimit.unit === 'working',
  )!
  const running = accepted({ item: oneDay.id })
  expect(runs(running, 'complete')).toMatchObject({ amount: 1, dueDate: '2026-11-24' })
})

describe('a transfer that waits', () => {
  const asked = (over = {}) => move(claimed(over), 'transfer', staff(zhang), { staff: li, text: '归农业' })
  const waits = (caseContext: CaseContext) => caseContext.requests.map((r) => [r.kind, r.state])

  test.each(['decline', 'ineligible'] as const)('is over when the case ends by %s', (action) => {
    const ended = move(asked(), action, staff(zhang), { text: '不符合' })
    expect([waits(ended), runs(ended, 'take')]).toEqual([[['transfer', 'expired']], undefined])
  })

  test('is over when the case is refused', () => {
    const transferred = move(accepted(), 'transfer', staff(zhang), { staff: li, text: '归农业' })
    const ended = move(transferred, 'refuse', staff(zhang), { text: '不符合条件' })
    expect([waits(ended), runs(ended, 'take')]).toEqual([[['transfer', 'expired']], undefined])
  })

  test('goes on waiting while papers are asked for', () => {
    const listed = move(asked(), 'supplement', staff(zhang), { list: ['户口簿'] })
    expect([waits(listed), runs(listed, 'take') !== undefined]).toEqual([[['transfer', 'open']], true])
  })
})
