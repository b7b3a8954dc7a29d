/** Tells what somebody does who asks nothing: a report, their own pending matter, how staff behaved; and what is reported. */
import type { Signals } from '../index/signals.ts'
import type { Act } from '../model/acts.ts'
import { ASKING } from '../text/asking.ts'
import type { TownWords } from '../town-words.ts'
import type { Context } from '../understand.ts'

/** From here on an act for a person is believed where the kind of message leaves a doubt. */
export const SURE_ACT = { report: 0.4, other: 0.5 } as const

/** Whether nothing is asked in so many words. */
export const asksNothing = ({ normal }: Signals): boolean => !ASKING.test(normal)

/** A text that asks nothing does what is likeliest beside asking, where that is likely enough. */
export function actOf({ learned, normal }: Signals): Act {
  if (learned.act !== 'ask' || ASKING.test(normal)) return learned.act
  const told = (['report', 'own', 'conduct'] as const).map((act) => ({ act, p: learned.acts.get(act) ?? 0 }))
  const best = told.reduce((a, b) => (b.p > a.p ? b : a))
  return best.p >= (best.act === 'report' ? SURE_ACT.report : SURE_ACT.other) ? best.act : 'ask'
}

/** What is reported: the only kind that is called by its name, else the likeliest. */
export function reportOf({ learned, normal }: Signals, reports: TownWords['reports']): Signals['learned']['report'] {
  const named = reports.filter(({ name }) => name.split('、').some((part) => normal.includes(part)))
  return named.length === 1 ? { id: named[0]!.id, p: 1 } : learned.report
}

/** Whether something is being told or in hand, and no matter was asked about. */
export const tellsOn = (context: Context | undefined): boolean => context?.going === true && context.item === undefined
