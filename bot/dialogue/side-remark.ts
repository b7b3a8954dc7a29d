/** Answers what is said beside questions: by its act (hurry, despair, a joke taken back), or by its words (who will know, coming back later). */
import type { Understanding } from '../../core/answer/understand.ts'
import { sayAnswer } from '../../core/answer/reply/compose-answer.ts'
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import { breaksOff } from '../../core/answer/policy/talk-acts.ts'
import { asksOthersData, asksWhoKnows, resumes, wantsCompany } from '../../core/input/side-remarks.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { itemOf } from '../../core/town-context.ts'
import { topic } from './read-message.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import { SURE } from '../../core/answer/model/acts.ts'
import { type Reply, say, type Turn } from './turn.ts'

/** Nothing is named in so few characters. */
const FEW = 8

/** Longer tells what makes them so. */
const A_CRY = 16

/** Figures of speech of those who wait: nobody dies of them. */
const WEARY =
  /(急|等|气|烦|愁|累|跑|熬|磨)死(我|俺|人|个人)?了?|(等|办)(你们|到|完|好).{0,8}(都)?(要|快)?死了|黄花菜|猴年马月|驴年马月|磨(磨)?蹭蹭?|拖拖拉拉|等得?花儿?都谢/u

/** The reply to an act that asks nothing of the catalogue; null: it is a question like any other. */
export function answerSideRemark(turn: Turn, text: string, u: Understanding): Reply | null {
  if (u.decision === 'urgent' || (u.actSure < SURE && !WEARY.test(text))) return null
  const context = topic(turn.memory, turn.ctx.now, turn.ctx.townContext.town.rules.contextMinutes)
  const item = itemOf(turn.ctx.townContext, context?.item ?? null)
  const asks = ASKING.test(text)
  const act = u.decision !== 'answer' && WEARY.test(text) && text.length <= A_CRY ? 'urge' : u.act
  switch (act) {
    case 'privacy':
      return say(turn, DIALOGUE.whoSees)
    case 'confused':
      return u.decision === 'answer' ? null : say(turn, DIALOGUE.confused, { choices: DIALOGUE.registerOrNot })
    case 'urge':
    case 'abuse': {
      if (asks && u.decision === 'answer') return null
      if (!item) return act === 'urge' ? say(turn, DIALOGUE.hurryNoTopic, { choices: [DIALOGUE.offerHuman] }) : null
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

/** Longer tells a story, whatever words stand in it. */
const A_SENTENCE = 40

/** The reply to a remark that its words alone tell, wherever the conversation stands; what was going on goes on. Null: of the matter. */
export function answerSideRemarkByWords(turn: Turn, text: string): Reply | null {
  const go = (text: string): Reply => ({ say: [{ text }], memory: turn.memory })
  if (turn.group || text.length > A_SENTENCE) return null
  const knows = asksWhoKnows(text)
  const said = { office: DIALOGUE.whoSees, suffers: DIALOGUE.noHarm, device: DIALOGUE.onDevice(turn.conversation.channel === 'web') } // prettier-ignore
  if (knows) return go(said[knows])
  if (asksOthersData(text)) return go(DIALOGUE.ofOthers)
  if (wantsCompany(text)) return go(DIALOGUE.company)
  if (breaksOff(text)) return go(turn.memory.step?.name === 'intake' ? DIALOGUE.keptOpen : DIALOGUE.comeBack)
  if (!resumes(text) || turn.memory.step) return null
  const item = itemOf(turn.ctx.townContext, turn.memory.item ?? null)
  return item ? go(DIALOGUE.goesOn(shortName(item))) : null
}
