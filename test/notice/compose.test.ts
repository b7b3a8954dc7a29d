/** Each notice holds every element that the law asks for (law facts 2.2 ①–⑯), as issued by the move that issues it. */
import { describe, expect, test } from 'vitest'
import type { Action } from '../../core/case/lifecycle.ts'
import { caseMessageFields } from '../../core/case/message-to-resident.ts'
import { itemOf } from '../../core/town-context.ts'
import type { CaseContext, ActionInput } from '../../core/case/case-context.ts'
import type { Actor } from '../../core/case/case.ts'
import { instant } from '../../core/date.ts'
import { composeNotice } from '../../core/notice/compose.ts'
import { type SubmittedDocuments, NOTHING_SUBMITTED } from '../../core/notice/notice-input.ts'
import { parseReply } from '../../core/disclosure/parse-reply.ts'
import { type NoticeContent, type NoticeKind, noticeNumber, NOTICES } from '../../core/notice/kinds.ts'
import {
  clock,
  move,
  NOW,
  opened,
  person,
  planned,
  refusal,
  resident,
  staff,
  townContext,
} from '../case/example-case.ts'

const zhang = person('张三', 'GFB', 'clerk', { phone: '022-1234' })
const li = person('李四', 'NYB')
const head = person('王主任', 'GFB', 'head')
const people = [zhang, li, head]
const town = { ...townContext.town, reconsiderationUrl: 'https://fy.example.cn' }
const licence = townContext.catalog.items.find((i) => i.family === 'licence' && i.routing === 'town')!
const district = townContext.catalog.items.find((i) => i.routing === 'district')!

/** The notice a move issues, and all its text; `which`: the resident's, or the one beside it. */
function issued(
  before: CaseContext,
  action: Action,
  actor: Actor,
  input: ActionInput = {},
  now = NOW,
  which: 'notice' | 'secondNotice' = 'notice',
  handedIn: SubmittedDocuments = NOTHING_SUBMITTED,
): { kind: NoticeKind; content: NoticeContent; text: string } {
  // prettier-ignore
  const plan = planned(before, action, actor, input, now)
  const after = move(before, action, actor, input, now)
  const content = composeNotice(plan[which]!, {
    action,
    by: actor.kind === 'staff' ? actor.staff : null,
    about: caseMessageFields(after, townContext, now, plan.residentText, input.list ?? []),
    situation: after,
    before,
    item: itemOf(townContext, input.item ?? after.case.item),
    town,
    now,
    given: input,
    until: plan.newDueDay,
    submitted: handedIn,
  })
  const text = [...content.paragraphs, ...content.list, content.remedy, ...content.sign, content.date].join('\n')
  return { kind: plan[which]!, content, text }
}

const claimed = (over = {}) => move(opened(over, people), 'claim', staff(zhang))
const accepted = (over = {}, on = NOW) => move(claimed(over), 'accept', staff(zhang), {}, on)

/** Every notice is signed, dated and can be asked about. */
const SIGNED = ['别山镇人民政府', '首问责任人：张三', '电话：022-1234', '查询编号：BS20261123-0007', '2026年11月23日']
const holds = (text: string, parts: readonly string[]) => {
  for (const part of [...parts, ...SIGNED]) expect(text).toContain(part)
}

describe('一次性告知书', () => {
  test('names basis, steps, every material with form and copies, limit, fee and place', () => {
    const { kind, content, text } = issued(claimed(), 'inform', staff(zhang), { item: 'dibao' })
    const item = itemOf(townContext, 'dibao')!
    expect(kind).toBe('one-time')
    expect(content.list).toHaveLength(item.materials.length)
    for (const m of item.materials) expect(text).toContain(`${m.name}（${m.form}，${m.copies}份`)
    holds(text, [
      '最低生活保障审核确认',
      '社会救助法',
      '程序：',
      '条件：',
      '时限：',
      '收费：不收费',
      `地点：${item.place}`,
    ])
  })
})

describe('补正通知书', () => {
  test('names the day of receipt, everything missing at once, basis, way, last day and what silence means', () => {
    const { text, content } = issued(claimed(), 'supplement', staff(zhang), { list: ['户口簿：缺首页', '授权书'] })
    expect(content.list).toEqual(['户口簿：缺首页', '授权书'])
    holds(text, ['于2026年11月23日提交', '最低生活保障审核确认', '一次性补正下列全部内容', '依据：镇政务诚信公开承诺制度', '12月7日（周一）前补正', '可提交至', '逾期未补正的，本次申请终止']) // prettier-ignore
  })

  test('of a licence cites the licensing law', () => {
    expect(issued(claimed({ item: licence.id }), 'supplement', staff(zhang), { list: ['图'] }).text).toContain('行政许可法第32条第1款第4项') // prettier-ignore
  })
})

describe('受理通知书', () => {
  test('names the day of acceptance, the papers, limit with unit and basis, last day and how to ask', () => {
    const { text } = issued(claimed(), 'accept', staff(zhang))
    holds(text, ['自2026年11月23日起受理', '25个工作日', '依据：', '届满日2026年12月28日', '收到的材料：网上没有收到材料', '本事项所需的材料：', '居民户口簿', '和登记时发送的查询码在网页查询']) // prettier-ignore
  })

  test('lists what came in, apart from what is needed', () => {
    const came = { held: ['居民户口簿', '身份证'], files: [{ name: '户口.jpg', on: '2026-11-22' }, { name: '收入.pdf', on: '2026-11-23' }] } // prettier-ignore
    const { content } = issued(claimed(), 'accept', staff(zhang), {}, NOW, 'notice', came)
    expect(content.paragraphs).toContain('申请时说明手上已有的材料：居民户口簿；身份证。')
    expect(content.paragraphs).toContain('收到的材料：网上收到照片、文件2份：户口.jpg（2026年11月22日）；收入.pdf（2026年11月23日）。') // prettier-ignore
    expect(content.paragraphs.at(-1)).toBe('本事项所需的材料：')
    const ticked = issued(claimed(), 'accept', staff(zhang), {}, NOW, 'notice', { ...came, files: [] })
    expect(ticked.text).toContain('网上没有收到照片、文件')
  })

  test('by silence says so, with the day the papers came', () => {
    const now = instant('2026-12-01', '09:00')
    const { text } = issued(claimed({ item: licence.id }), 'deem-accepted', clock, {}, now)
    expect(text).toContain('自2026年11月23日起受理')
    expect(text).toContain('自收到申请材料之日起即为受理（行政许可法第32条第1款第4项）')
  })

  test('whose last day leans on a year not yet announced says so', () => {
    const caseContext = claimed({ openedAt: instant('2026-12-04', '09:00'), openedOn: '2026-12-04' })
    expect(issued(caseContext, 'accept', staff(zhang), {}, instant('2026-12-04', '10:00')).text).toContain(
      '放假安排尚未公布',
    )
  })
})

describe('不予受理通知书', () => {
  test('gives facts and reason, which office to go to, and the remedy', () => {
    const { text } = issued(claimed({ item: district.id }), 'decline', staff(zhang), { text: '属区级部门职权' })
    holds(text, ['决定不予受理', '事实和理由：属区级部门职权', '依据：', `应当提出申请的机关：${district.department}`, '60日内向天津市蓟州区人民政府申请行政复议', '6个月内', '网上复议申请：https://fy.example.cn']) // prettier-ignore
  })
})

describe('不符合条件告知书', () => {
  test('sets the conditions beside the facts and says how to mend it', () => {
    const { kind, text, content } = issued(claimed(), 'ineligible', staff(zhang), { text: '人均收入高于标准' }) // prettier-ignore
    expect(kind).toBe('ineligible')
    expect(content.list).toEqual(itemOf(townContext, 'dibao')!.conditions)
    holds(text, ['事实和理由：人均收入高于标准', '依据：', '改进途径：', '可自收到本决定之日起60日内'])
  })
})

describe('延期通知书', () => {
  test('names the old limit and day, the reason, who granted it, the days and the new day', () => {
    const asking = move(accepted(), 'extend', staff(zhang), { days: 5, text: '需入户核查' })
    const { text } = issued(asking, 'grant-extension', staff(head))
    holds(text, ['原期限：', '25个工作日', '原届满日2026年12月28日', '延长理由：需入户核查', '批准人：王主任', '延长5个工作日', '新的届满日：2027年1月', '只延长一次']) // prettier-ignore
  })
})

describe('特别程序告知书', () => {
  test('names the procedure, the time it needs from when to when, and the law of that clock', () => {
    const { text } = issued(accepted(), 'pause', staff(zhang), { procedure: '入户调查', days: 15 })
    holds(text, ['入户调查', '预计15日', '自2026年11月23日起至2026年12月8日', '不计入办理期限', '办理指南载明的环节']) // prettier-ignore
    const caseContext = accepted({ item: licence.id })
    expect(issued(caseContext, 'pause', staff(zhang), { procedure: '检验', days: 15 }).text).toMatch(
      /行政许可法第45条|办理指南载明的环节/,
    )
  })
})

describe('办结通知书', () => {
  test('names the result, how to fetch it, the time promised and taken, and asks for a rating', () => {
    const { text } = issued(accepted(), 'complete', staff(zhang), { text: '已批准，津低保字1号' })
    holds(text, ['办理结果：已批准，津低保字1号', '结果名称：最低生活保障确认决定', '领取、送达方式：', '25个工作日', '届满日2026年12月28日', '实际于2026年11月23日办结', '请您评价']) // prettier-ignore
  })

  test('of a licence names the ten days for the paper', () => {
    expect(issued(accepted({ item: licence.id }), 'complete', staff(zhang), { text: '准予' }).text).toContain('10个工作日内颁发、送达（行政许可法第44条）') // prettier-ignore
  })

  test('after a reopening tells of the second clock, not the first', () => {
    const done = move(move(accepted(), 'complete', staff(zhang), { text: '办好' }), 'ask-reopen', resident, { text: '有误' }) // prettier-ignore
    const again = move(done, 'grant-reopen', staff(head), {}, instant('2026-11-25', '09:00'))
    const { text } = issued(again, 'complete', staff(zhang), { text: '更正' }, instant('2026-11-26', '09:00'))
    expect(text).toContain('自2026年11月25日的次日起算')
  })
})

describe('不予批准决定书', () => {
  test('gives facts, reason, basis, the right to be heard, and both remedies with office and time', () => {
    const { text } = issued(accepted(), 'refuse', staff(zhang), { text: '家庭财产超过标准' })
    holds(text, ['决定不予批准', '事实和理由：家庭财产超过标准', '依据：社会救助法', '陈述、申辩', '60日内向天津市蓟州区人民政府申请行政复议', '6个月内依法向有管辖权的人民法院提起行政诉讼']) // prettier-ignore
  })
})

describe('政府信息公开', () => {
  const foi = { kind: 'disclosure', item: null, text: '2025年村级账目' } as const

  const answer = (words: string) => {
    const reply = parseReply(words)
    return reply ? { text: words, reply } : { text: words }
  }

  test('a refusal names day, request, type with its article, and reconsideration before the court', () => {
    const { kind, text } = issued(claimed(foi), 'complete', staff(zhang), answer('不予公开 15 理由：涉及第三方隐私'))
    expect(kind).toBe('disclosure-reply')
    holds(text, ['于2026年11月23日收到', '申请内容：2025年村级账目', '答复类型：不予公开（政府信息公开条例第36条第3项）', '应当先自收到之日起60日内', '15日内依法向']) // prettier-ignore
    expect(text).toContain('第15条（涉及商业秘密、个人隐私')
    expect(text).not.toContain('6个月')
  })

  test('what was given needs no remedy; what was given in part does', () => {
    const grant = issued(claimed(foi), 'complete', staff(zhang), answer('予以公开 途径：本聊天；时间：今天'))
    expect(grant.text).toContain('获取方式、途径：本聊天；时间：今天')
    expect(grant.content.remedy).toBe('')
    const part = answer('部分公开 15 理由：涉及隐私 途径：邮寄；时间：三日内')
    expect(issued(claimed(foi), 'complete', staff(zhang), part).content.remedy).toContain('应当先')
  })

  // prettier-ignore
  test.each([
    ['予以公开 途径：见附件；时间：今天', 'R2_GRANT', { where: '见附件', when: '今天' }],
    ['已主动公开，镇网站“通知公告”栏', 'R1_ALREADY_PUBLIC', { where: '镇网站“通知公告”栏' }],
    ['信息不存在 查了2019年以来的档案', 'R4_NOT_EXIST', { searched: '查了2019年以来的档案' }],
    ['不属于本机关 机关：区住建委，022-1 理由：房屋登记由区里管', 'R5_NOT_OURS', { agency: '区住建委，022-1', reason: '房屋登记由区里管' }],
    ['重复申请 3月已答复', 'R6_REPEAT', { reason: '3月已答复' }],
    ['部分公开 第15条 理由：有他人住址 途径：复印件；时间：三日内', 'PARTIAL', { article: '15', reason: '有他人住址', where: '复印件', when: '三日内' }],
    ['依特别规定办理 《不动产登记暂行条例》', 'R7_SPECIAL_LAW', { law: '《不动产登记暂行条例》' }],
    ['不予公开 依据：条例第15条；理由：涉密', 'R3_REFUSE', { article: '15', reason: '涉密' }],
    ['不予公开：14 国家秘密', 'R3_REFUSE', { article: '14', reason: '国家秘密' }],
    ['不予公开', 'R3_REFUSE', {}],
    ['不予加工 要汇总十年数据', 'NO_PROCESSING', { reason: '要汇总十年数据' }],
    ['不作为申请处理 信访接待室', 'NOT_A_REQUEST', { where: '信访接待室' }],
  ] as const)('“%s” is read as %s', (text, type, given) => {
    expect(parseReply(text)).toEqual({ type, given })
  })

  test.each(['见附件', '已经联系档案室', ''])('“%s” is no reply of the law', (text) => {
    expect(parseReply(text)).toBeNull()
  })

  test.each([
    ['评议记录见附件', '先写是哪一种'],
    ['不予公开', '依据哪一条'],
    ['不予公开 15', '理由'],
    ['不予公开 15 理由：暂时不宜公开', '不是法定理由'],
    ['予以公开 途径：见附件', '什么时间'],
  ])('“%s” is not enough: %s', (words, says) => {
    expect(refusal(claimed(foi), 'complete', staff(zhang), answer(words))).toContain(says)
  })

  test('a supplement says that the clock starts anew and silence gives it up', () => {
    const { kind, text } = issued(claimed(foi), 'supplement', staff(zhang), { list: ['写明年度'] })
    expect(kind).toBe('disclosure-supplement')
    holds(text, ['写明年度', '12月7日（周一）前补正', '重新计算', '视为放弃申请', '条例第30条'])
  })

  const asked = { party: '某建筑公司', procedure: '征求第三方意见', text: '合同价款' }

  test('a third party is asked by name within fifteen working days and told what silence means', () => {
    const { kind, content, text } = issued(claimed(foi), 'consult', staff(zhang), asked, NOW, 'secondNotice')
    expect([kind, content.recipient]).toEqual(['third-party', '某建筑公司'])
    holds(text, ['拟公开的内容：合同价款', '15个工作日内', '由本机关依照政府信息公开条例的规定决定', '书面告知'])
    expect(text).not.toContain('2025年村级账目')
  })

  test('an office that made it too is told that silence is consent', () => {
    const agency = { ...asked, party: '区水务局', procedure: '征求其他机关意见' }
    expect(issued(claimed(foi), 'consult', staff(zhang), agency, NOW, 'secondNotice').text).toContain('视为同意公开')
  })

  test('the applicant is told that the clock stands still, for how long and by which law', () => {
    const { kind, text } = issued(claimed(foi), 'consult', staff(zhang), asked)
    expect(kind).toBe('special-procedure')
    holds(text, ['征求第三方意见', '15个工作日，自2026年11月23日起至2026年12月14日', '政府信息公开条例第33条第3款'])
    expect(text).not.toContain('某建筑公司')
  })
})

describe('信访', () => {
  const petition = { kind: 'petition', item: null, text: '反映占地补偿' } as const

  test('the notice of taking it up names way, procedure and last day', () => {
    const { kind, text } = issued(claimed(petition), 'accept', staff(zhang))
    expect(kind).toBe('petition-notice')
    holds(text, ['已于2026年11月23日收到', '处理途径和程序：由公共服务办公室调查办理', '60日（自然日）', '届满日'])
  })

  test('the opinion ends in a review by the authority above, never in reconsideration', () => {
    for (const action of ['complete', 'refuse'] as const) {
      const { kind, text } = issued(accepted(petition), action, staff(zhang), {
        text: '依据土地管理法，补偿已足额发放',
      })
      expect(kind).toBe('petition-opinion')
      holds(text, [
        '投诉请求：反映占地补偿',
        '事实、理由和处理意见：依据土地管理法',
        '30日内向天津市蓟州区人民政府请求复查',
      ])
      expect(text).not.toContain('复议')
    }
  })
})

test('a petition that is not the town’s is told which office to go to, without 行政复议', () => {
  const caseContext = claimed({ kind: 'petition', item: null, text: '反映工资' })
  const { kind, text } = issued(caseContext, 'decline', staff(zhang), { text: '请向区人社局劳动监察大队提出' })
  expect(kind).toBe('petition-notice')
  holds(text, ['不属于本机关职权范围', '请向区人社局劳动监察大队提出', '信访工作条例第23条'])
  expect(text).not.toContain('复议')
})

test('an opinion without its law is not written', () => {
  const caseContext = accepted({ kind: 'petition', item: null, text: '反映占地补偿' })
  expect(refusal(caseContext, 'complete', staff(zhang), { text: '已处理' })).toContain('要写明依据')
})

describe('首问转办单', () => {
  test('names who answers for it still, who has it now, when, and by when', () => {
    const sent = move(accepted(), 'transfer', staff(zhang), { staff: li, text: '归农业' })
    const { kind, text } = issued(sent, 'take', staff(li))
    expect(kind).toBe('transfer')
    for (const part of [
      '首问责任人张三继续跟踪',
      '转由农业发展办公室李四办理',
      '已于2026年11月23日',
      '答复时限：12月28日（周一）前',
    ])
      expect(text).toContain(part)
  })
})

describe('超时说明', () => {
  test('names the limit passed, why, the new time and who is responsible', () => {
    const late = instant('2026-12-29', '09:00')
    const { text } = issued(accepted(), 'account', staff(zhang), { text: '核对机制迟延', days: 2 }, late)
    for (const part of [
      '原期限：',
      '届满日2026年12月28日',
      '超时原因：核对机制迟延',
      '新的时间：2026年12月31日',
      '责任单位：公共服务办公室',
      '优化营商环境条例第36条第2款',
    ])
      // prettier-ignore
      expect(text).toContain(part)
    expect(refusal(accepted(), 'account', staff(zhang), { text: '因为', days: 2 })).toContain('还没有超过期限')
  })
})

describe('numbers', () => {
  test.each(Object.keys(NOTICES) as NoticeKind[])(
    'of %s have six-cornered brackets, the whole year and no padding',
    (kind) => {
      expect(noticeNumber('别政', kind, 2026, 7)).toMatch(/^别政\p{Script=Han}{1,2}〔2026〕7号$/u)
    },
  )

  test('each kind is a series of its own', () => {
    const series = Object.values(NOTICES).map((n) => n.series)
    expect(new Set(series).size).toBe(series.length)
  })
})

test('a notice never holds a blank, a placeholder or “undefined”', () => {
  const bare = claimed({ kind: 'petition', item: null })
  const { text } = issued(move(bare, 'accept', staff(zhang)), 'complete', staff(zhang), {
    text: '已处理，依据土地管理法',
  })
  expect(text).not.toMatch(/undefined|null|NaN|：。|：；|\{|\}/)
})

test('every notice wants the town’s seal but the list of what to bring and the one between offices', () => {
  const bare = (Object.keys(NOTICES) as NoticeKind[]).filter((kind) => !NOTICES[kind].stamped)
  expect(bare.map((kind) => NOTICES[kind].title)).toEqual(['一次性告知书', '首问转办单'])
})
