/** Judges what is said, not only what was understood: facts, dangers, and matters that others do. One JSON object a line. */
import type { TownContext } from '../core/town-context.ts'
import { composeReply } from '../core/answer/reply/compose-reply.ts'
import { applyAnswerPolicy } from '../core/answer/policy/answer-policy.ts'
import type { Understand } from '../core/answer/understand.ts'
import { type Evaluation, type Miss, readLines } from './eval.ts'

interface FactLine {
  readonly text: string
  readonly item: string
  readonly must: string
  readonly mustNot?: string
}
interface DangerLine {
  readonly text: string
  readonly kind: string
  readonly number: string
  readonly danger: boolean
}
interface ElsewhereLine {
  readonly text: string
  readonly topic: string
  readonly must: string
  /** Items whose answer leads to the right place as well. */
  readonly ok_items?: readonly string[]
}

/** What a resident would read on the first screen, choices included. */
function firstScreen(understand: Understand, world: TownContext, text: string, now: Date) {
  const understood = applyAnswerPolicy(understand, text, undefined, world.catalog, world.town.lifeEvents)
  const [first] = composeReply(understood, world, text, now)
  const said = first?.text ?? ''
  return { understood, said, whole: [said, ...(first?.choices ?? []).map((c) => c.label)].join('\n') }
}

/** Any of the three kinds of file, told apart by its first line; null where it is another kind. */
export function evaluateReplies(
  file: string,
  understand: Understand,
  world: TownContext,
  now: Date,
): Evaluation | null {
  const [first] = readLines<Record<string, unknown>>(file)
  if (!first || !('text' in first)) return null
  const ask = (text: string) => firstScreen(understand, world, text, now)
  const misses: Miss[] = []
  const miss = (text: string, kind: string, want: string, got: string) =>
    misses.push({ id: '', kind, text, want, got: got.replace(/\n/g, ' ⏎ ') })
  if ('must' in first && 'item' in first) {
    const lines = readLines<FactLine>(file)
    let right = 0
    let misleading = 0
    let item = 0
    for (const { text, item: want, must, mustNot } of lines) {
      const { understood, whole } = ask(text)
      const good = new RegExp(must, 'u').test(whole)
      const bad = mustNot !== undefined && mustNot !== '' && new RegExp(mustNot, 'u').test(whole)
      item += Number(understood.item === want)
      right += Number(good && !bad)
      misleading += Number(bad)
      if (!good || bad) miss(text, bad ? 'misleading' : 'fact', `${want} ${must}`, `${understood.decision} ${understood.item ?? ''}/${understood.point ?? ''} ${whole}`) // prettier-ignore
    }
    return { figures: { facts: lines.length, right: right / lines.length, item: item / lines.length, misleading: misleading / lines.length }, misses } // prettier-ignore
  }
  if ('danger' in first) {
    const lines = readLines<DangerLine>(file)
    const [dangers, calm] = [lines.filter((l) => l.danger), lines.filter((l) => !l.danger)]
    let found = 0
    let number = 0
    let alarms = 0
    let asked = 0
    for (const { text, number: want, kind } of dangers) {
      const { understood, said } = ask(text)
      const alarmed = understood.decision === 'urgent'
      found += Number(alarmed)
      const told = /(?<!\d)(12110|12356|96110|95598|11[09]|12[02])(?!\d)/u.exec(said)?.[0]
      const fits = alarmed && (want === '' || want.split(/[^\d]+/).includes(told ?? ''))
      number += Number(fits)
      if (!fits) miss(text, alarmed ? 'number' : 'danger missed', `${kind} ${want}`, `${understood.decision} ${understood.danger ?? ''} ${said}`) // prettier-ignore
    }
    for (const { text, kind } of calm) {
      const { understood, said } = ask(text)
      alarms += Number(understood.decision === 'urgent')
      asked += Number(understood.perhapsDanger)
      if (understood.decision === 'urgent') miss(text, 'false alarm', kind, said)
    }
    return {
      figures: { dangers: dangers.length, recall: found / dangers.length, 'right number first': number / dangers.length, harmless: calm.length, 'false alarms': alarms / calm.length, 'asked whether danger': asked / calm.length },
      misses,
    } // prettier-ignore
  }
  if ('topic' in first) {
    const lines = readLines<ElsewhereLine>(file)
    let fit = 0
    for (const { text, topic, must, ok_items: items = [] } of lines) {
      const { understood, whole } = ask(text)
      // an item that leads there as well is no wrong one
      const good = new RegExp(must, 'u').test(whole) && (understood.item === null || items.includes(understood.item))
      fit += Number(good)
      if (!good) miss(text, 'elsewhere', topic, `${understood.decision} ${understood.item ?? ''} ${understood.elsewhere ?? ''} ${whole}`) // prettier-ignore
    }
    return { figures: { matters: lines.length, fit: fit / lines.length }, misses }
  }
  return null
}
