/** What the desk offered last, taken or turned down in words instead of by a tap. */
import type { Understanding } from '../../core/answer/understand.ts'
import type { Choice } from '../../core/channel.ts'
import { trimEnd } from '../../core/input/clean-text.ts'
import { onlyContact } from '../../core/input/contact.ts'
import { clausesOf } from '../../core/input/case-talk.ts'
import { readWhom } from '../../core/input/intake-words.ts'
import { declinesOffer, onlyDeclines, takesOffer } from '../../core/input/offer-words.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import { continueApplication } from './application.ts'
import { fresh } from './read-message.ts'
import { offersToRegister, registerTold } from './register.ts'
import { chosen } from './taps.ts'
import { type Reply, say, type Turn } from './turn.ts'
import { tapMeant } from './which-case.ts'

/** Longer says something of its own. */
const FEW = 12
/** Words around a yes or a no that change nothing. */
const FILL =
  /那|就|还是|先|哎|唉|嗯|[你您](?!好)|给|帮|我|俺|咱|麻烦|谢谢|一下|一个|上|个|快|去|来|了|的|嘞|吧|呗|啊|呀|嘛|呢|哈|\p{P}|\s/giu
/** Stands for a word that was taken out; no message holds it. */
const TAKEN = '\0'
/** Whether a message is these words, one at least, and nothing but fill around them. Read in two steps, each of one pass. */
const whole = (...words: string[]) => {
  const word = new RegExp(words.join('|'), 'giu')
  return {
    test: (text: string): boolean => {
      const rest = text.replace(word, TAKEN).replace(FILL, '')
      return rest.includes(TAKEN) && rest.replaceAll(TAKEN, '') === ''
    },
  }
}
// each is the whole message: what says more than yes or no is more of the story, and is not lost
const DECLINES = whole(
  '(?:那|行|好|要)?(?:不|甭|别)(?:用|要|必|想|办|弄|登记?|记)?',
  '算',
  '没必要',
  '用不着',
  '拉倒',
  '得了',
  '回头',
  '改天',
  '再说',
  '等等',
  '等会儿?',
  'no',
)
const HAS = whole('有', '在', '是', '现在', '真', '人', '危险')
const HAS_NOT = whole('没有?', '不是', '哪有', '没事', '人', '危险', '事')
/** Asked whether somebody is in danger, and not sure: then it is taken for danger. */
const MAY_BE = whole(
  '不知道',
  '不清楚',
  '不晓得',
  '不确定',
  '说不[好准清]',
  '不好说',
  '可能',
  '好像',
  '也许',
  '怕是?',
  '反正',
  '一直',
  '还是',
  '很?臭',
  '有味',
  '好大味',
  '头晕',
)
/** "那给她办吧", "我要申请": after an answer that offered to apply. */
const APPLIES =
  /^(?:(?:那|就|好|行|嗯|我|俺|咱|恁|要|想|能|请|快|现在|这就|先|帮|给|替|他|她|娘|妈|爸|爹|婆婆|公公|老人|您|你们?|去|\p{P}|\s)*(?:申请|申办|报名?|办|弄)(?:一下|一个|个|下|上|了|吧|呗|啊|呀)*)+[\s\p{P}]*$/u
/** Longer tells something of its own. */
const A_SENTENCE = 20
/** What is done for whom: "给公公申请". */
const VERB = /(?:申请|申办|报名?|办|弄)(?:一下|一个|个|上|了|吧|呗)*$/u
/** Said first, whatever is told after it in the same breath. */
const APPLIES_FIRST =
  /^(?:那|就|好|行|中|嗯|恁|你们?|您|先|给|帮|替|我|俺|他|她|娘|妈|爸|爹|老伴|孩子)*(?:申请|申办|办|报)上?(?:吧|呗)/u
/** Whether a text wants to apply, whatever is said beside it, and asks nothing. */
const appliesFor = (text: string): boolean =>
  text.length <= A_SENTENCE &&
  !ASKING.test(text) &&
  clausesOf(text).some((clause) => APPLIES.test(clause) || APPLIES_FIRST.test(clause))

/** The tap these words mean; null: they are something else. */
function meant(choices: readonly Choice[], text: string): string | null {
  const values = choices.map((c) => c.value)
  if (values.includes('danger:now')) {
    if (HAS_NOT.test(text)) return 'danger:none'
    if (HAS.test(text) || MAY_BE.test(text)) return 'danger:now'
  }
  // asked back about one matter alone
  const matters = values.filter((value) => value.startsWith('i:'))
  if (matters.length === 1 && values.includes('none') && (APPLIES.test(text) || agrees(text))) return matters[0]!
  return offersToRegister(choices) && DECLINES.test(text) ? 'never-mind' : null
}

/** Whether a text is a yes and no more. */
const agrees = (text: string): boolean => takesOffer(text)?.told === ''

/** Does what was offered: whatever is told with the yes goes along; a name and a number after the offer say yes as well. */
export async function answersOffer(turn: Turn, text: string, u: Understanding): Promise<Reply | null> {
  const { choices = [] } = turn.memory
  if (turn.group || u.decision === 'urgent') return null
  const applies = choices.find((c) => c.value.startsWith('apply:'))
  if (applies && appliesFor(text)) return beginsFor(turn, applies.value, text)
  const taken = await takenOffer(turn, text, u)
  if (taken) return taken
  if (choices.length === 0) return null
  if (offersToRegister(choices) && onlyContact(text)) return chosen(turn, 'human')
  const bare = trimEnd(text.replace(/^\p{P}+/u, ''), /\p{P}/u)
  const tap = await tapMeant(turn, choices, bare)
  if (tap !== null) return chosen(turn, tap)
  if (bare.length > FEW || ASKING.test(bare)) return null
  const value = meant(choices, bare)
  if (value === 'never-mind') return say(turn, DIALOGUE.nothing)
  return value === null ? null : chosen(turn, value)
}

/** Begins the application, for whom the same words say. */
async function beginsFor(turn: Turn, value: string, text: string): Promise<Reply> {
  const begun = await chosen(turn, value)
  const { step } = begun.memory
  const named = clausesOf(text).map((clause) => clause.replace(VERB, '')).find((clause) => readWhom(clause)) // prettier-ignore
  if (step?.name !== 'intake' || step.whom !== null || named === undefined) return begun
  return (await continueApplication({ ...turn, memory: begun.memory }, step, named, null)) ?? begun
}

/** Registers what was offered for, with all that was told; null where the words are no yes to it. */
async function takenOffer(turn: Turn, text: string, u: Understanding): Promise<Reply | null> {
  const { choices } = turn.memory
  const offered = offersToRegister(choices)
  if (offered && (onlyDeclines(text) || (declinesOffer(text) && tellsNothing(u, text))))
    return say(turn, DIALOGUE.nothing)
  const taken = takesOffer(text)
  if (!taken || (!taken.named && !offered)) return null
  if (taken.told === '') return chosen(turn, 'human')
  // "好的，那低保要啥材料": a question of its own; "给我登记一下失业" is what the catalogue answers
  if (u.decision === 'answer' && (taken.named ? !offered && !spokenOf(turn, u) : ASKING.test(taken.told))) return null
  return registerTold(turn, taken.told, u)
}

/** Whether a text neither asks nor reports anything. */
const tellsNothing = (u: Understanding, text: string): boolean =>
  !ASKING.test(text) && u.report === null && u.decision !== 'answer' && u.elsewhere === null

/** Whether something of this matter was said that may be registered. */
function spokenOf(turn: Turn, u: Understanding): boolean {
  const { question } = turn.memory
  return question !== undefined && fresh(turn) && (!question.answered || question.item === u.item)
}
