/** The lives of cases, drawn: what is done to each, when and by whom, and what that must count as. */
import { later, plus } from './days.ts'
import type { Measured, Record_ } from './record.ts'

export interface Step {
  readonly at: string
  readonly of: number
  readonly who: string
  readonly action: string
  readonly to?: string
  readonly text?: string
  readonly list?: readonly string[]
  readonly score?: number
  readonly open?: { readonly kind: 'consultation' | 'report' | 'application'; readonly department: string }
}

export const OFFICES = ['GFB', 'GGB', 'GAB', 'ZFD', 'NYB', 'TYZ'] as const
/** This one leaves in the middle; what they had is given to a colleague. */
export const LEAVES = { who: 'NYB乙', on: '2026-08-14', to: 'NYB甲' } as const
/** This office is merged into another: it has no new cases in its last days. */
export const MERGED = { code: 'TYZ', into: 'GFB', on: '2026-09-01', last: '2026-07-24' } as const

/** The same numbers for the same seed. */
export function dice(seed: number): () => number {
  let s = seed
  return () => {
    s = (s + 0x6d2b79f5) | 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const pick = <T>(r: () => number, of: readonly T[]): T => of[Math.floor(r() * of.length)]!

/** One case opened on a working day, whole; writes what it must count as into the record. */
export function life(i: number, day: string, r: () => number, record: Record_): Step[] {
  const steps: Step[] = []
  const offices = OFFICES.filter((o) => o !== MERGED.code || day <= MERGED.last)
  const office = pick(r, offices)
  let department: string = office
  const kind = pick(r, ['consultation', 'consultation', 'report', 'report', 'report', 'application'] as const)
  const time = r() < 0.6 ? later('08:40', Math.floor(r() * 120)) : later('13:40', Math.floor(r() * 120))
  let who = `${office}${r() < 0.5 && !(office === 'NYB' && day >= LEAVES.on) ? '乙' : '甲'}`
  const step = (on: string, at: string, by: string, action: string, more: Partial<Step> = {}) => void steps.push({ at: `${on} ${at}`, of: i, who: by, action, ...more }) // prettier-ignore
  const counts = (what: Measured, on: string, good: boolean, of = department) => void record.shares.push({ department: of, what, on, good }) // prettier-ignore
  const breach = (kindOf: string, of = department) => void record.breaches.push({ department: of, kind: kindOf, of: i })

  record.cases.push({ kind, department, on: day })
  step(day, time, '', 'open', { open: { kind, department } })

  // nobody takes it up at all
  if (r() < 0.01 && kind !== 'application') {
    const due = plus(day, kind === 'consultation' ? 1 : 5)
    counts('response', day, false)
    counts('completion', due, false)
    breach('late-first-response')
    breach('late-completion')
    return steps
  }
  const late = r() < 0.06
  const claimed = later(time, late ? 80 : 10)
  step(day, claimed, who, 'claim')
  counts('response', day, !late)
  if (late) breach('late-first-response')

  const ended = kind === 'application' ? apply() : ask()
  if (ended) relayed(ended.on, ended.at, ended.rated)
  return steps

  function ask(): { on: string; at: string; rated: boolean } | null {
    const due = plus(day, kind === 'consultation' ? 1 : 5)
    const drawn = r()
    if (kind === 'report') passOn()
    const how = drawn < 0.86 ? 'in time' : drawn < 0.96 ? 'late' : 'never'
    counts('completion', due, how === 'in time')
    if (how !== 'in time') breach('late-completion')
    if (how === 'never') return null
    const quick = kind === 'consultation'
    const on = how === 'late' ? plus(due, 2) : quick ? day : plus(day, 2 + Math.floor(r() * 3))
    const at = quick && how === 'in time' ? later(claimed, 40) : '10:30'
    given(on)
    step(on, at, who, 'reply', { text: '已处理' })
    return { on, at, rated: true }
  }

  /** What whoever left had is given to a colleague by the head, before the next thing is done to it. */
  function given(on: string): void {
    if (who !== LEAVES.who || on <= LEAVES.on) return
    step(on, '09:30', `${department}长`, 'assign', { to: LEAVES.to })
    who = LEAVES.to
  }

  function passOn(): void {
    const drawn = r()
    const on = plus(day, 1)
    const others = offices.filter((o) => o !== department && o !== MERGED.code)
    if (drawn < 0.008) {
      for (const [n, [asked, taken]] of [
        ['09:00', '09:10'],
        ['09:20', '09:30'],
        ['09:40', '09:50'],
      ].entries()) {
        const other = pick(r, others.filter((o) => o !== department)) // prettier-ignore
        step(on, asked!, who, 'transfer', { to: `${other}甲`, text: '不归本科室' })
        step(on, taken!, `${other}甲`, 'take')
        counts('transfers', on, true, other)
        // the third is one too many, of the department that passed it on
        if (n === 2) breach('passed-on')
        department = other
        who = `${other}甲`
      }
    } else if (drawn < 0.12) {
      const other = pick(r, others)
      step(on, '09:10', who, 'transfer', { to: `${other}甲`, text: '请协助' })
      const answer = r()
      if (answer < 0.75) {
        step(on, '10:10', `${other}甲`, 'take')
        counts('transfers', on, true, other)
        department = other
        who = `${other}甲`
      } else if (answer < 0.85) {
        step(on, '09:50', `${other}甲`, 'hand-back', { text: '不归我科' })
        counts('transfers', on, true, other)
      } else {
        counts('transfers', on, false, other)
        breach('transfer-not-taken', other)
      }
    }
  }

  function apply(): { on: string; at: string; rated: boolean } | null {
    let from = day
    const drawn = r()
    if (drawn < 0.04) {
      const on = plus(day, 1)
      step(on, '09:30', who, 'decline', { text: '不属于本镇受理范围' })
      counts('response', plus(day, 5), true)
      return { on, at: '09:30', rated: false }
    }
    if (drawn < 0.3) {
      const on = plus(day, 1)
      step(on, '09:30', who, 'supplement', { list: ['户口簿复印件', '收入证明'] })
      counts('response', plus(day, 5), true)
      counts('notices', on, true)
      if (r() < 0.08) return null
      from = plus(on, 2)
      step(from, '15:00', 'resident', 'supply', { text: '补齐了' })
      if (r() < 0.12) {
        const again = plus(from, 1)
        step(again, '10:00', `${department}长`, 'supplement-again', { list: ['授权委托书'], text: '上次漏列' })
        counts('response', plus(from, 5), true)
        counts('notices', again, false)
        breach('second-supplement')
        from = plus(again, 2)
        step(from, '15:00', 'resident', 'supply', { text: '又补了' })
      }
    }
    const slow = r() < 0.06
    const accepted = plus(from, slow ? 7 : 1)
    given(accepted)
    step(accepted, '11:00', who, 'accept')
    counts('response', plus(from, 5), !slow)
    if (slow) breach('late-acceptance')
    const how = r()
    const done = plus(accepted, how < 0.9 ? 3 : 8)
    counts('completion', plus(accepted, 5), how < 0.9)
    if (how >= 0.9) breach('late-completion')
    given(done)
    step(done, '11:30', who, 'complete', { text: '已办结' })
    return { on: done, at: '11:30', rated: true }
  }

  function relayed(on: string, at: string, mayRate: boolean): void {
    const drawn = r()
    const how = drawn < 0.93 ? 'in time' : drawn < 0.99 ? 'late' : 'never'
    counts('relay', plus(on, 1), how === 'in time')
    if (how !== 'in time') breach('result-not-relayed')
    if (how === 'never') return
    const told = how === 'in time' ? on : plus(on, 3)
    const toldAt = how === 'in time' ? later(at, 30) : '10:00'
    const by = who === LEAVES.who && told > LEAVES.on ? `${department}长` : who
    step(told, toldAt, by, 'contact', { text: '电话告知' })
    if (!mayRate || r() > 0.35) return
    const score = r() < 0.14 ? 1 + Math.floor(r() * 2) : 3 + Math.floor(r() * 3)
    step(told, later(toldAt, 20), 'resident', 'rate', { score })
    counts('satisfaction', told, score >= 3)
    if (score > 2) return
    if (r() < 0.85)
      step(
        plus(told, 2),
        '15:00',
        plus(told, 2) > LEAVES.on && who === LEAVES.who ? `${department}长` : who,
        'contact',
        { text: '回访' },
      )
    else breach('late-rectification')
  }
}
