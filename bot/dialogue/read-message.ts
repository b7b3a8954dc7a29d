/** What a message is read as in its conversation: of the matter last spoken of, of one gone back to, or anew. */
import { ACTS } from '../../core/answer/model/acts.ts'
import type { Context, Understanding } from '../../core/answer/understand.ts'
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import { contentOf } from '../../core/answer/policy/followup.ts'
import { applyAnswerPolicy } from '../../core/answer/policy/answer-policy.ts'
import type { Item } from '../../core/catalog/item.ts'
import { itemOf } from '../../core/town-context.ts'
import type { DialogueMemory } from '../../db/people/conversations.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import type { Turn } from './turn.ts'

/** Whoever said that nobody is in danger is believed for so long. */
const CALM_MS = 10 * 60_000

/** The topic of the last turn, forgotten after the town's limit. */
export function topic(memory: DialogueMemory, now: Date, minutes: number): Context | undefined {
  if (!memory.at || now.getTime() - Date.parse(memory.at) > minutes * 60_000) return undefined
  return {
    ...(memory.item ? { item: memory.item } : {}),
    ...(memory.topics?.[0]?.item === memory.item && memory.topics?.[1] ? { before: memory.topics[1].item } : {}),
    ...(memory.facet ? { facet: memory.facet } : {}),
    ...(memory.offered ? { offered: memory.offered } : {}),
    ...(memory.calmAt !== undefined && now.getTime() - Date.parse(memory.calmAt) <= CALM_MS ? { calm: true } : {}),
    ...(memory.going || memory.alarm || memory.question?.answered === false ? { going: true } : {}),
  }
}

/** Whether what was last spoken of still counts. */
export const fresh = (turn: Turn): boolean =>
  topic(turn.memory, turn.ctx.now, turn.ctx.townContext.town.rules.contextMinutes) !== undefined

/** What the desk makes of a message in its conversation. */
export function readMessage(turn: Turn, raw: string): Understanding {
  const { townContext: world, now } = turn.ctx
  const context = topic(turn.memory, now, world.town.rules.contextMinutes)
  const text = withoutRejected(turn, turn.redact(raw).text, context)
  const back = context && returned(turn, text)
  // named again, as it would be if it were asked anew
  const item = itemOf(turn.ctx.townContext, back?.item ?? null)
  if (back && item) return ofMatter(turn, item, back.rest, context ?? {})
  const read = applyAnswerPolicy(turn.understand, text, context, world.catalog, world.town.lifeEvents)
  return (
    ofTopic(turn, read, text, context) ??
    ofQuestion(turn, read, text, context) ??
    ofStory(turn, read, text, context) ??
    read
  )
}

/** What is asked, as of this matter. */
const ofMatter = (turn: Turn, item: Item, text: string, context: Context): Understanding =>
  applyAnswerPolicy(
    turn.understand,
    `${shortName(item)}${text}`,
    { ...context, item: item.id },
    turn.ctx.townContext.catalog,
  )

/** Another matter this likely is another matter; beside the one in hand it may as well be meant. */
const ANOTHER = { first: 0.5, beside: 0.35 } as const
/** A question in the middle of a matter that names none and fits several is of that matter, where a fact of it answers. */
function ofTopic(turn: Turn, u: Understanding, text: string, context: Context | undefined): Understanding | null {
  const item = itemOf(turn.ctx.townContext, context?.item ?? null)
  const unclear = u.decision === 'choose' || (u.decision === 'handoff' && u.why.includes('nothing-near'))
  if (!context || !item || !unclear || u.perhapsDanger || u.elsewhere !== null || !ASKING.test(text)) return null
  const [first] = u.candidates
  const other = u.candidates.find((c) => c.id !== item.id)?.score ?? 0
  if (other >= (first?.id === item.id ? ANOTHER.beside : ANOTHER.first)) return null
  const again = ofMatter(turn, item, text, context)
  const answers = again.decision === 'answer' && again.item === item.id
  return answers && (again.point !== null || again.facet !== 'general') ? again : null
}

/** "不是我家的，是村集体的两棵": what is put right or added to a question that was answered is of that question. */
const ADDS = /^(?:不是|不对|不|是|也|就|还|要是|如果|但|可|俺|我|他|她|它)/u
/** Longer says by itself what it is of. */
const A_CLAUSE = 24
function ofQuestion(turn: Turn, u: Understanding, text: string, context: Context | undefined): Understanding | null {
  const { question } = turn.memory
  const item = itemOf(turn.ctx.townContext, context?.item ?? null)
  const unclear = u.decision === 'choose' || (u.decision === 'handoff' && ACTS[u.act].group === 'ask')
  if (!context || !item || !question?.answered || !unclear || u.perhapsDanger || u.elsewhere !== null) return null
  if (text.length > A_CLAUSE || !ADDS.test(text)) return null
  const rest = text.replace(/^(?:不是|不对)[^，, ]*[，, ]+(?:是)?/u, '')
  const again = ofMatter(turn, item, `，${rest}`, context)
  return again.decision === 'answer' && again.item === item.id ? again : null
}

/** "不是临时那个 也不是低保 就看病花钱多的": what is not meant. */
const REJECTED =
  /(?:^|[，,。；;\s])(?:我|俺)?(?:也|又|可|并|都)?不(?:是|要|问|说)([^，,。；;\s？?！!]{1,10})(?=[，,。；;\s]|$)/gu
/** A matter is named from here on. */
const NAMES = 0.4
/** The text without the matters it says are not meant; where the one last spoken of is one of them, as a correction. */
function withoutRejected(turn: Turn, text: string, context: Context | undefined): string {
  const read = [...text.matchAll(REJECTED)].map(([, name = '']) => turn.understand(name))
  const named = read.filter((u) => u.elsewhere !== null || (u.candidates[0]?.score ?? 0) >= NAMES)
  const rest = text.replace(REJECTED, ' ').trim()
  if (named.length === 0 || contentOf(rest) < 2) return text
  return named.some((u) => u.candidates[0]?.id === context?.item) ? `不是，${rest}` : rest
}

/** Longer says by itself what it is. */
const A_FRAGMENT = 20
/** Fragments that together name a matter this surely are of it. */
const TOGETHER = 0.7
/** "我那个本儿找不着了", then "种地那个": what nobody could tell before is read with what is said now. */
function ofStory(turn: Turn, u: Understanding, text: string, context: Context | undefined): Understanding | null {
  const { question } = turn.memory
  if (!context || !question || question.answered !== false || (question.report ?? null) !== null) return null
  if (u.decision === 'answer' || u.decision === 'urgent' || u.perhapsDanger) return null
  if (u.report !== null || text.length > A_FRAGMENT) return null
  const together = applyAnswerPolicy(
    turn.understand,
    `${question.text.replace(REJECTED, ' ').replaceAll('\n', '，')}，${text}`,
    context,
    turn.ctx.townContext.catalog,
  )
  const sure = (together.candidates[0]?.score ?? 0) >= TOGETHER
  return together.decision === 'answer' && sure && together.report === null ? together : null
}

/** "说回房子那个，要村里开会吗": goes back to a matter of before, and what is asked of it. */
const RETURNS =
  /^(?:那|嗯|对了|哎|好|行)?[，, ]?(?:(?:再|还是|接着)?(?:说回|说到|回到|接着说|还是说)|(?:头一|第一|最先那|最早那)个|(?:还是|再)?(?:刚才|前面|上面|先前|头里|一开始|开头)(?=.{0,8}(?:说|问|讲|那)))/u
const MARKS_ONE = /^.{0,12}?(?:那个?(?:事儿?|件|一?个|项|边)?|的?事儿?|这个)[，,。 ]*/u

/** The matter gone back to and the rest of the text; null where it goes back to none, or asks nothing more. */
function returned(turn: Turn, text: string): { readonly item: string; readonly rest: string } | null {
  const topics = turn.memory.topics ?? []
  const lead = RETURNS.exec(text)
  if (!lead) return null
  const after = text.slice(lead[0].length)
  const named = MARKS_ONE.exec(after)?.[0]
  if (named === undefined) return null
  const rest = after.slice(named.length).trim()
  const [current, before] = topics
  const unnamed = lead[0].includes('刚才') ? current : (before ?? current)
  const one = namedAmong(turn, topics, named.replace(/[那个的事儿件这项边\s\p{P}]/gu, '')) ?? unnamed
  return one && rest.length >= 2 ? { item: one.item, rest } : null
}

/** The words mean a matter at least this likely. */
const MEANS = 0.1
/** The matter spoken of that these words name: by what the engine reads in them, else by characters of its first question. */
function namedAmong(turn: Turn, topics: NonNullable<DialogueMemory['topics']>, name: string) {
  if (name === '') return undefined
  const score = new Map(turn.understand(name).candidates.map((c) => [c.id, c.score]))
  const likely = (t: { item: string }) => score.get(t.item) ?? 0
  const [likeliest] = [...topics].sort((a, b) => likely(b) - likely(a))
  if (likeliest && likely(likeliest) >= MEANS) return likeliest
  const shares = (said: string) => [...name].filter((char) => said.includes(char)).length
  const [likest] = [...topics].sort((a, b) => shares(b.said) - shares(a.said))
  return likest && shares(likest.said) > 0 ? likest : undefined
}
