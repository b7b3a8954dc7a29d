/** A believable morning at the desk: people, cases in every stage, something late, something due today. */
import type { Clerk, DeskRig } from './rig.ts'

export interface Town {
  readonly wang: Clerk
  readonly li: Clerk
  readonly head: Clerk
  readonly group: Clerk
  readonly elsewhere: Clerk
  readonly admin: Clerk
  /** Numbers of cases. */
  readonly late: string
  readonly today: string
  readonly fresh: string
  readonly application: string
  readonly moved: string
}

/** Leaves the clock at 10:05 of Wednesday 2 December 2026. */
export async function furnish(desk: DeskRig): Promise<Town> {
  desk.now = new Date('2026-11-23T01:00:00Z')
  const wang = await desk.clerk('王芳', 'GGB')
  const late = await desk.opens({
    from: '村民甲',
    text: '李庄村东头主路路灯坏了七天，晚上孩子放学看不见路，麻烦尽快修。',
  })
  await wang.post(`/staff/cases/${late}/do`, { action: 'claim', version: '0' })
  desk.now = new Date('2026-11-25T01:30:00Z')
  const today = await desk.opens({ from: '村民乙', text: '小区北门垃圾三天没人收，味道很大。' })
  const later = await desk.clerk('王芳', 'GGB')
  await later.post(`/staff/cases/${today}/do`, { action: 'claim', version: '0' })
  await later.post(`/staff/cases/${today}/do`, {
    action: 'progress',
    version: '1',
    text: '已联系环卫队，排在今天下午。',
  })
  await later.post(`/staff/cases/${today}/do`, { action: 'note', version: '2', text: '环卫队队长姓刘，下次直接找他。' })
  desk.now = new Date('2026-12-01T01:30:00Z')
  const application = await desk.opens({
    from: '村民丙',
    kind: 'application',
    item: 'dibao',
    department: 'GFB',
    text: '母亲一人生活，常年有病，想申请低保。',
  })
  const moved = await desk.opens({
    from: '村民丁',
    kind: 'consultation',
    text: '物业收的停车费有没有标准？',
    item: null,
  })
  desk.now = new Date('2026-12-02T01:35:00Z')
  const fresh = await desk.opens({ from: '村民戊', text: '下水道堵了，污水流到路上，结冰很滑，已经有老人摔倒。' })
  desk.now = new Date('2026-12-02T02:05:00Z')
  const again = await desk.clerk('王芳', 'GGB')
  await again.post(`/staff/cases/${moved}/do`, { action: 'claim', version: '0' })
  return {
    wang: again,
    li: await desk.clerk('李强', 'GFB'),
    head: await desk.clerk('赵建国', 'GGB', 'head'),
    group: await desk.clerk('陈书记', 'DZB', 'group'),
    elsewhere: await desk.clerk('孙丽', 'NYB'),
    admin: await desk.clerk('周敏', 'DZB', 'admin'),
    late,
    today,
    fresh,
    application,
    moved,
  }
}
