/** What the table cannot say: to whom a case may be given, which days and scores make sense, what the law lets a clock do. */
import { localDate } from '../date.ts'
import { composeReply, REPLY_TYPES } from '../disclosure/replies.ts'
import { type ClockRefusal, extend, pause } from '../promise/clock.ts'
import { type Actor, maySee } from './case.ts'
import type { Action, Role } from './lifecycle.ts'
import { resultPromise, type CaseContext, type ActionInput } from './case-context.ts'
import type { TownContext } from '../town-context.ts'

/** Why this may not be done, in one plain sentence; null where it may. */
export function guardRefusal(
  action: Action,
  ctx: CaseContext,
  input: ActionInput,
  actor: Actor,
  roles: ReadonlySet<Role>,
  townContext: TownContext,
  now: Date,
): string | null {
  return (
    wrongPerson(action, ctx, input, actor, roles) ??
    wrongDepartment(action, ctx, input, townContext) ??
    wrongNumber(action, input) ??
    missingLegalText(action, ctx, input, townContext) ??
    clockRefusal(action, ctx, input, townContext, now)
  )
}

function wrongPerson(
  action: Action,
  ctx: CaseContext,
  input: ActionInput,
  actor: Actor,
  roles: ReadonlySet<Role>,
): string | null {
  const { staff } = input
  if ((action !== 'assign' && action !== 'transfer') || !staff) return null
  if (staff.leftAt) return `${staff.name}已经不在岗，请换一位同事`
  // 信访条例 28(3): never to the accused, nor to their line
  if (!maySee(staff, ctx.case)) return '这件事不能交给这位同事'
  if (action === 'transfer' && staff.id === ctx.case.handlerId) return `这件本来就由${staff.name}办理`
  if (action === 'transfer' && actor.kind === 'staff' && staff.id === actor.staff.id) return '不能转办给自己'
  const above = roles.has('group') || roles.has('admin')
  if (action === 'assign' && !above && staff.department !== ctx.case.department)
    return '不能直接指派给别的科室，请用“转办”，由对方接收'
  return null
}

function wrongDepartment(
  action: Action,
  ctx: CaseContext,
  input: ActionInput,
  townContext: TownContext,
): string | null {
  if (action !== 'reroute') return null
  if (!townContext.town.departments.some((d) => d.code === input.department)) return '没有这个科室'
  if (input.department === ctx.case.department) return '本来就归这个科室'
  return input.department === ctx.case.accusedDepartment ? '这件事不能交给这个科室' : null
}

function wrongNumber(action: Action, input: ActionInput): string | null {
  if (action === 'rate' && ![1, 2, 3, 4, 5].includes(input.score ?? 0)) return '评分是1到5分'
  if (action !== 'pause' && input.days === undefined) return null
  if (action === 'account' && (input.days ?? 0) > 60) return '新的时间不能超过60个工作日，请写清楚'
  if (action !== 'pause' && action !== 'account' && action !== 'supplement' && action !== 'supplement-again')
    return null
  const days = input.days ?? 0
  return Number.isInteger(days) && days >= 1 && days <= 365 ? null : '天数要在1到365之间'
}

/** What the law wants written in a result, and is not. */
function missingLegalText(
  action: Action,
  ctx: CaseContext,
  input: ActionInput,
  townContext: TownContext,
): string | null {
  if (action !== 'complete' && action !== 'refuse') return null
  // 信访条例 32: the opinion names the laws it rests on
  if (ctx.case.kind === 'petition' && !/依据|根据/.test(input.text ?? ''))
    return '信访处理意见要写明依据的法律法规。例：办结 0007 补偿已足额发放。依据：土地管理法第48条'
  if (ctx.case.kind !== 'disclosure' || action !== 'complete') return null
  if (!input.reply) return `信息公开答复要先写是哪一种：${REPLY_LABELS}。例：答复 0007 不予公开 15 理由：涉及商业秘密`
  const reply = composeReply(input.reply.type, input.reply.given, townContext.town)
  return reply.ok ? null : reply.because
}
const REPLY_LABELS = Object.values(REPLY_TYPES)
  .map((row) => row.label)
  .join('、')

/** Why the law does not let this clock be paused or extended so. */
function clockRefusal(
  action: Action,
  ctx: CaseContext,
  input: ActionInput,
  townContext: TownContext,
  now: Date,
): string | null {
  const running = resultPromise(ctx)
  if (!running) return null
  const today = localDate(now)
  if (action === 'pause' || action === 'consult') {
    const paused = pause(running, input.procedure ?? '', today, townContext.calendar)
    return paused.ok ? null : CLOCK_REFUSALS[paused.because]
  }
  if (action === 'extend') {
    const longer = extend(running, input.days ?? 0, today, townContext.calendar)
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
