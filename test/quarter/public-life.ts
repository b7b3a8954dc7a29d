/** What residents and staff say through the inbox in the quarter: pledges, questions, seconds, a hearing, complaints. */
import type { TestDesk } from '../support/desk.ts'
import { days, later, plus, works } from './days.ts'
import { OFFICES } from './lives.ts'
import { PEOPLE } from './people.ts'
import type { Record_ } from './record.ts'

export interface Scene {
  readonly at: string
  readonly does: () => Promise<unknown>
}

/** So many second a question that a hearing must be called; the town's own number. */
const NEEDED = 20
const ASKED = ['GFB', 'GGB', 'GAB', 'NYB'] as const

export function publicLife(desk: TestDesk, record: Record_, size: number): { scenes: Scene[]; said(): number } {
  const scenes: Scene[] = []
  let said = 0
  const numbers = new Map<string, string>()
  const says = (at: string, who: string, text: string | (() => string)): void =>
    void scenes.push({
      at,
      does: async () => {
        said += 1
        // whoever seconds writes from an account: a plain page does not count
        await desk.says(
          who,
          typeof text === 'string' ? text : text(),
          who.startsWith('议') ? { channel: 'telegram' } : {},
        )
      },
    })
  const number = (who: string): string => {
    const known = numbers.get(who) ?? /BS\d{8}-\d{4}/.exec(desk.seen(who).map((m) => m.text).join('\n'))?.[0] // prettier-ignore
    if (!known) throw new Error(`${who} has no case: ${desk.last(who)}`)
    numbers.set(who, known)
    return known
  }
  const counts = (department: string, what: 'response' | 'completion' | 'relay', on: string, good: boolean) => void record.shares.push({ department, what, on, good }) // prettier-ignore
  const breach = (department: string, kind: string) => void record.breaches.push({ department, kind, of: null })
  const opened = [...days('2026-07-06', '2026-09-18')].filter(works)
  const dayOf = (k: number, of: number): string => opened[Math.floor((k * opened.length) / (of + 1))]!

  for (const [n, [name]] of PEOPLE.entries()) says(`2026-07-02 ${later('09:01', n)}`, name, '承诺 签')

  const questions = Math.max(6, Math.round(size / 75))
  for (let k = 1; k <= questions; k++) {
    const day = dayOf(k, questions)
    const office = ASKED[k % ASKED.length]!
    const item = desk.townContext.catalog.items.find((i) => i.owner === office)!.id
    const due = plus(day, 5)
    const how = k % 10 === 7 ? 'never' : k % 10 === 3 ? 'late' : 'in time'
    record.challenges += 1
    record.cases.push({ kind: 'challenge', department: office, on: day })
    says(`${day} 09:16`, `问${k}`, `质询 事项 ${item} 第${k}个疑问：依据是什么？`)
    says(`${day} 09:21`, `${office}甲`, () => `认领 ${number(`问${k}`)}`)
    says(`${day} 09:22`, `${office}甲`, () => `同意公开 ${number(`问${k}`)}`)
    counts(office, 'response', day, true)
    counts(office, 'completion', due, how === 'in time')
    if (how !== 'in time') breach(office, 'late-challenge')
    if (k <= 2) seconded(k, day, office)
    if (how === 'never') continue
    record.answered += 1
    const on = plus(day, how === 'late' ? 7 : 2)
    says(`${on} 10:21`, `${office}甲`, () => `答复 ${number(`问${k}`)} 依据已附`)
    counts(office, 'relay', plus(on, 1), true)
  }

  /** Enough second both; for the first the group calls a hearing, moves it and holds it, the second it forgets. */
  function seconded(k: number, day: string, office: string): void {
    for (let v = 1; v <= NEEDED; v++) {
      // one of them tries again and again: it counts once
      for (let again = 0; again < (v === 1 ? 3 : 1); again++) says(`${day} ${later('09:31', v)}`, `议${k}-${v}`, () => `附议 ${number(`问${k}`)}`) // prettier-ignore
      record.seconds += 1
    }
    if (k === 2) return breach('DZB', 'late-challenge')
    const held = plus(day, 8)
    says(`${plus(day, 1)} 09:41`, '组长', () => `召开听证 ${number('问1')} ${plus(day, 6)} 14:00 10 镇政府二楼`)
    for (let v = 1; v <= 12; v++) says(`${plus(day, 1)} 10:${String(v + 9)}`, `议1-${v}`, '报名 1')
    says(`${plus(day, 1)} 11:01`, '议1-3', '取消报名 1')
    says(`${plus(day, 3)} 09:41`, '组长', `听证改期 1 ${held} 14:00 10 镇政府礼堂 原因：会议室检修`)
    says(`${held} 16:01`, '组长', '听证纪要 1 到会九人，提了两个问题')
    says(`${held} 16:02`, '组长', '听证问题 1 什么时候修好？')
    says(`${held} 16:03`, '组长', '听证问题 1 谁负责？')
    says(`${plus(held, 1)} 10:41`, `${office}甲`, '听证答复 1 本月底')
    says(`${plus(held, 7)} 10:41`, `${office}甲`, '听证答复 2 本科室')
    breach(office, 'late-challenge')
  }

  const complaints = Math.max(3, Math.round(size / 125))
  for (let k = 1; k <= complaints; k++) {
    const day = dayOf(k, complaints)
    const office = ASKED[(k + 1) % ASKED.length]!
    record.complaints += 1
    says(`${day} 09:46`, `诉${k}`, '投诉')
    says(`${day} 09:47`, `诉${k}`, `${office}甲态度不好，这是第${k}次说了`)
    says(`${day} 09:51`, 'DZB甲', () => `认领 ${number(`诉${k}`)}`)
    counts('DZB', 'response', day, true)
    counts('DZB', 'completion', plus(day, 15), true)
    if (k % 3 === 0) {
      says(`${plus(day, 2)} 10:46`, '组长', () => `投诉属实 ${number(`诉${k}`)} 调了监控`)
      breach(office, 'attitude-complaint')
    }
    says(`${plus(day, 3)} 10:51`, 'DZB甲', () => `答复 ${number(`诉${k}`)} 已核实并处理`)
    counts('DZB', 'relay', plus(plus(day, 3), 1), true)
  }

  for (let k = 1; k <= 8; k++) {
    const office = OFFICES[k % 5]!
    if (k === 1) says('2026-07-03 10:02', '订阅的人', '订阅 社会救助')
    says(`${dayOf(k, 9)} 11:11`, `${office}长`, `公开 登记 社会救助 第${k}期公示\n第${k}期正文`)
  }
  return { scenes, said: () => said }
}
