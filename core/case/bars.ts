/** What the table cannot say: to whom a case may be given, which days and scores make sense, what the law lets a clock do. */
import { localDate } from '../date.ts'
import { composeReply, REPLY_TYPES } from '../disclosure/replies.ts'
import { type ClockRefusal, extend, pause } from '../promise/clock.ts'
import { type Actor, maySee } from './case.ts'
import type { Action, Role } from './lifecycle.ts'
import { resultPromise, type Situation, type With, type World } from './situation.ts'

/** Why this may not be done, in one plain sentence; null where it may. */
export function barred(
  action: Action,
  at: Situation,
  given: With,
  actor: Actor,
  roles: ReadonlySet<Role>,
  world: World,
  now: Date,
): string | null {
  return (
    wrongPerson(action, at, given, actor, roles) ??
    wrongDepartment(action, at, given, world) ??
    wrongNumber(action, given) ??
    unsaid(action, at, given, world) ??
    clockBars(action, at, given, world, now)
  )
}

function wrongPerson(
  action: Action,
  at: Situation,
  given: With,
  actor: Actor,
  roles: ReadonlySet<Role>,
): string | null {
  const { staff } = given
  if ((action !== 'assign' && action !== 'transfer') || !staff) return null
  if (staff.leftAt) return `${staff.name}已经不在岗，请换一位同事`
  // 信访条例 28(3): never to the accused, nor to their line
  if (!maySee(staff, at.case)) return '这件事不能交给这位同事'
  if (action === 'transfer' && staff.id === at.case.handlerId) return `这件本来就由${staff.name}办理`
  if (action === 'transfer' && actor.kind === 'staff' && staff.id === actor.staff.id) return '不能转办给自己'
  const above = roles.has('group') || roles.has('admin')
  if (action === 'assign' && !above && staff.department !== at.case.department)
    return '不能直接指派给别的科室，请用“转办”，由对方接收'
  return null
}

function wrongDepartment(action: Action, at: Situation, given: With, world: World): string | null {
  if (action !== 'reroute') return null
  if (!world.town.departments.some((d) => d.code === given.department)) return '没有这个科室'
  if (given.department === at.case.department) return '本来就归这个科室'
  return given.department === at.case.accusedDepartment ? '这件事不能交给这个科室' : null
}

function wrongNumber(action: Action, given: With): string | null {
  if (action === 'rate' && ![1, 2, 3, 4, 5].includes(given.score ?? 0)) return '评分是1到5分'
  if (action !== 'pause' && given.days === undefined) return null
  if (action === 'account' && (given.days ?? 0) > 60) return '新的时间不能超过60个工作日，请写清楚'
  if (action !== 'pause' && action !== 'account' && action !== 'supplement' && action !== 'supplement-again')
    return null
  const days = given.days ?? 0
  return Number.isInteger(days) && days >= 1 && days <= 365 ? null : '天数要在1到365之间'
}

/** What the law wants written in a result, and is not. */
function unsaid(action: Action, at: Situation, given: With, world: World): string | null {
  if (action !== 'complete' && action !== 'refuse') return null
  // 信访条例 32: the opinion names the laws it rests on
  if (at.case.kind === 'petition' && !/依据|根据/.test(given.text ?? ''))
    return '信访处理意见要写明依据的法律法规。例：办结 0007 补偿已足额发放。依据：土地管理法第48条'
  if (at.case.kind !== 'disclosure' || action !== 'complete') return null
  if (!given.reply) return `信息公开答复要先写是哪一种：${REPLY_LABELS}。例：答复 0007 不予公开 15 理由：涉及商业秘密`
  const reply = composeReply(given.reply.type, given.reply.given, world.town)
  return reply.ok ? null : reply.because
}
const REPLY_LABELS = Object.values(REPLY_TYPES)
  .map((row) => row.label)
  .join('、')

/** Why the law does not let this clock be paused or extended so. */
function clockBars(action: Action, at: Situation, given: With, world: World, now: Date): string | null {
  const running = resultPromise(at)
  if (!running) return null
  const today = localDate(now)
  if (action === 'pause' || action === 'consult') {
    const paused = pause(running, given.procedure ?? '', today, world.calendar)
    return paused.ok ? null : CLOCK_REFUSALS[paused.because]
  }
  if (action === 'extend') {
    const longer = extend(running, given.days ?? 0, today, world.calendar)
    return longer.ok ? null : CLOCK_REFUSALS[longer.because]
  }
  return null
}

// prettier-ignore
const CLOCK_REFUSALS: Readonly<Record<ClockRefusal, string>> = {
  'not-pausable':     '这项程序的时间，法律没有允许不计入期限，不能中止',
  'paused':           '已经在中止了',
  'not-paused':       '没有中止',
  'too-early':        '日期早于上一步',
  'last-day':         '今天是最后一天，不能再中止',
  'expired':          '已经超过期限，延期要在到期前提出',
  'not-extendable':   '这类期限不能延长',
  'already-extended': '只能延期一次，这件已经延过',
  'too-long':         '超过了允许延长的天数',
  'bad-days':         '天数不对',
  'not-restartable':  '这个期限不能重新计算',
}
