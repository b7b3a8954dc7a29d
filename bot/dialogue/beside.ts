/** What is said beside questions: hurry, despair of being understood, a joke taken back, who reads along. */
import type { Understanding } from '../../core/answer/understand.ts'
import { sayAnswer } from '../../core/answer/say.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { itemOf } from '../../core/town-context.ts'
import { topic } from './ask.ts'
import { ASKING, SURE } from './asking.ts'
import { type Reply, say, type Turn } from './turn.ts'

/** Nothing is named in so few characters. */
const FEW = 8

/** The reply to an act that asks nothing of the catalogue; null: it is a question like any other. */
export function besideQuestion(turn: Turn, text: string, u: Understanding): Reply | null {
  if (u.decision === 'urgent' || u.actSure < SURE) return null
  const context = topic(turn.memory, turn.ctx.now, turn.ctx.townContext.town.rules.contextMinutes)
  const item = itemOf(turn.ctx.townContext, context?.item ?? null)
  const asks = ASKING.test(text)
  switch (u.act) {
    case 'privacy':
      return say(turn, DIALOGUE.whoSees)
    case 'confused':
      return u.decision === 'answer' ? null : say(turn, DIALOGUE.confused, { choices: DIALOGUE.registerOrNot })
    case 'urge':
    case 'abuse': {
      if (asks && u.decision === 'answer') return null
      if (!item) return u.act === 'urge' ? say(turn, DIALOGUE.hurryNoTopic, { choices: [DIALOGUE.offerHuman] }) : null
      const place = sayAnswer({ item, facet: 'place', forOther: false }, turn.ctx.townContext.catalog, turn.ctx.townContext.town) // prettier-ignore
      return say(turn, DIALOGUE.hurry(place.text), { choices: [DIALOGUE.offerHuman] })
    }
    case 'refer':
    case 'none':
      return unclear(turn, u, context !== undefined)
    case 'yes':
    case 'bye':
      return !asks && text.length <= FEW && item && u.smalltalk !== 'thanks' ? say(turn, DIALOGUE.goWell) : null
    case 'safe':
      return say(turn, DIALOGUE.smalltalk('safe', turn.ctx.townContext.town))
    default:
      return null
  }
}

/** Points at something that was never named: asked once, then a person is offered. */
function unclear(turn: Turn, u: Understanding, spoken: boolean): Reply | null {
  if (spoken || u.decision === 'answer' || u.decision === 'choose') return null
  const asked = turn.memory.askedBack ?? 0
  if (asked > 0) return say(turn, DIALOGUE.confused, { choices: DIALOGUE.registerOrNot })
  return say(turn, DIALOGUE.smalltalk('more', turn.ctx.townContext.town), {}, { ...turn.memory, askedBack: asked + 1 })
}
