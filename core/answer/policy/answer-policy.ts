/** Applies the desk's own rules to the engine's reading: going on, questions a head has answered before, and complaints about people. */
import type { Catalog } from '../../catalog/item.ts'
import type { LifeEvent } from '../../catalog/life-event.ts'
import { plainWords } from '../text/plain-words.ts'
import { aboutConduct } from './route-department.ts'
import { answeredBefore } from './faq-match.ts'
import { contentOf, POINTS_BACK } from './followup.ts'
import { feelingOf } from './feeling.ts'
import { continueWithNextFacet } from './next-facet.ts'
import { ofLifeEvent } from './life-event.ts'
import { readSeveral } from './several-questions.ts'
import { talkOf, THANKS } from '../model/intent.ts'
import { clauses, toSimplified } from '../text/normalize.ts'
import { shortName } from '../reply/catalog-wording.ts'
import type { Context, Understand, Understanding } from '../understand.ts'

const ASKS_HOW = /怎么|咋|如何|哪|多久|几天|吗|不$|没$|能不能|知道|保密|匿名|收不收/u

/** How somebody behaved is no question to the catalogue, whatever matter it happened over: a person looks into it. */
function notAboutPapers(u: Understanding, text: string, catalog: Catalog): Understanding {
  if (!aboutConduct(text)) return u
  const item = catalog.items.find((i) => i.id === u.item)
  // asked how one complains: that is a question; told what somebody did: that is a complaint
  const answersIt = u.decision === 'answer' && item !== undefined && aboutConduct(item.name) && ASKS_HOW.test(text)
  if (answersIt || (u.decision !== 'answer' && u.decision !== 'choose')) return u
  return { ...u, decision: 'handoff', item: null, offer: 0, also: null, why: [...u.why, 'conduct'] }
}

/** What is left of a message once its insults and whom they are meant for are taken away. */
const INSULTED =
  /[傻煞沙][逼比bx]|[操草艹日][你尼泥]|他?妈的|滚[蛋开]?|废物|垃圾|王八蛋?|混蛋|狗[屁东日]西?|去死|蠢货?|白痴|智障|脑残|弱智|有病|放屁|机器人?|你们?|就是|一群|一帮|什么|东西|玩意儿?|系统|程序|[的了吧啊呀吗\s\p{P}]/giu

/** Nothing but abuse: no matter stands behind it, whatever its letters resemble. */
function onlyAbuse(u: Understanding, text: string): Understanding {
  const abusive = talkOf(text.normalize('NFKC')) === 'abuse' && text.replace(INSULTED, '').length <= 1
  return abusive && u.decision !== 'urgent'
    ? {
        ...u,
        decision: 'smalltalk',
        smalltalk: 'abuse',
        perhapsDanger: u.perhapsDanger && /死|杀|砍|弄|跳|打/u.test(text),
        item: null,
        offer: 0,
        also: null,
        why: [...u.why, 'abuse'],
      }
    : u
}

/** Whole messages that ask nothing of the catalogue, whatever was spoken of before. */
const ANOTHER = /^(那)?(换|问|再问|说|再说|另外问)(个|一个|件)(别的|另外的)?事?(儿|吧|啊)?[\s\p{P}]*$/u
const NONE = /^(都|全)?(不是|不对)(这几个|这些)?[\s\p{P}]*$|^没有我(要|问)的[\s\p{P}]*$/u

function onlyTalk(u: Understanding, text: string, context: Context | undefined): Understanding {
  if (u.decision === 'urgent') return u
  const nothing = { ...u, item: null, offer: 0, also: null }
  if (THANKS.test(text)) return { ...nothing, decision: 'smalltalk', smalltalk: 'thanks', why: [...u.why, 'thanks'] }
  if (ANOTHER.test(text)) return { ...nothing, decision: 'smalltalk', smalltalk: 'more', why: [...u.why, 'another'] }
  if (NONE.test(text) && context?.offered?.length)
    return { ...nothing, decision: 'handoff', smalltalk: null, department: null, why: [...u.why, 'none'] }
  return u
}

/** From this length on a message is a story, and its question stands at the end. */
const STORY = 300
const TAIL = 60

/** '办 低 保': typed with a space after every character. Spaces between words are left alone. */
const SPACED = /(?:\p{Script=Han}[ \u3000]){3,}\p{Script=Han}/gu

/** Said before the question and no part of it: '好的，那要几天'. */
const FIRST =
  /^(好的?|行吧?|中|嗯+|哦|那?算了吧?|谢谢(您|你)?|知道了|明白了)[\s，,。!！]+(?=[^\s\p{P}]{2,})|^(您?忙着?呢?|打扰(您|你)?了?|没(啥|什么)?事了?儿?|在(吗|不|么))[\s，,。!！]*(?=(我|俺|就是|再)*(想|要)?(问|打听|咨询))/u

/** A question without a matter of its own: "那要多久", "得多少钱". */
const ASKING = /多久|多长|几天|多少|几块|哪|啥|什么|怎么|咋|吗$|呢$|谁/u

/**
 * One clause asks and names no matter, the others only tell: "那要多久？身份证号再发一遍". It is of the matter last spoken
 * of, whatever the others name.
 */
function pointsBack(text: string, context: Context | undefined): string | null {
  if (context?.item === undefined) return null
  const all = clauses(text)
  const asking = all.filter((clause) => ASKING.test(clause))
  const [only] = asking
  return all.length > 1 && asking.length === 1 && only !== undefined && POINTS_BACK.test(only) && contentOf(only) === 0
    ? only
    : null
}

/** Nobody can tell which matter is meant, though one may be. */
const unclear = (u: Understanding): boolean =>
  u.decision === 'choose' ||
  (u.decision === 'handoff' && u.why.some((why) => why === 'nothing-near' || why === 'unsure'))

/** A question that names its matter by so much content, and so surely, needs nothing that was told before it. */
const NAMES_ITS_OWN = { content: 4, score: 0.85 } as const
/** What is told before a question may hide it: its last asking clause alone, where that is plain. */
function lastAsked(understand: Understand, text: string, context: Context | undefined): Understanding | null {
  const all = clauses(text)
  const last = all.filter((clause) => ASKING.test(clause)).at(-1)
  if (all.length < 2 || last === undefined || contentOf(last) < NAMES_ITS_OWN.content) return null
  const u = understand(last, context)
  return u.decision === 'answer' && (u.candidates[0]?.score ?? 0) >= NAMES_ITS_OWN.score ? u : null
}

/** Reads a text; of a story that leaves the engine in doubt, the end alone as well. */
function read(understand: Understand, text: string, context: Context | undefined): Understanding {
  const u = understand(
    text.replace(FIRST, '').replace(SPACED, (spaced) => spaced.replace(/\s/g, '')),
    context,
  )
  if (u.decision === 'urgent' || u.perhapsDanger) return u
  const several = text.length < STORY ? readSeveral(understand, text, context) : null
  if (several) return several
  const back = pointsBack(text, context)
  if (back !== null) return understand(back, context)
  if (u.decision === 'answer') return u
  const asked = unclear(u) ? lastAsked(understand, text, context) : null
  if (asked) return asked
  if (text.length < STORY) return u
  const sentences = text.split(/(?<=[。！？!?；;\n])/u).filter((s) => /[\p{L}\p{N}]/u.test(s))
  const last = understand((sentences.at(-1) ?? text).slice(-TAIL), context)
  return last.decision === 'answer' ? { ...last, why: [...last.why, 'end'] } : u
}

/** Cross, and leaning on the matter last spoken of only since it is short: that matter is no answer. */
function onlyCross(u: Understanding, text: string): Understanding {
  const leans = u.decision === 'answer' && u.why.includes('context')
  const cross = feelingOf(text) === 'angry' || feelingOf(text) === 'trips'
  if (!leans || !cross || ASKS_HOW.test(text)) return u
  return { ...u, decision: 'handoff', item: null, offer: 0, also: null, point: null, why: [...u.why, 'cross'] }
}

/** The first of the matters a death may be about is likely enough to be told how it goes. */
const OF_A_DEATH = 0.25
/** Told of a death and nothing asked: what is done first, rather than a list. */
function afterDeath(understand: Understand, u: Understanding, text: string, catalog: Catalog): Understanding {
  if (u.decision !== 'choose' || feelingOf(text) !== 'grief' || ASKS_HOW.test(text)) return u
  const [first] = u.candidates
  const item = catalog.items.find((i) => i.id === first?.id)
  if (!first || !item || first.score < OF_A_DEATH) return u
  const steps = understand(`${shortName(item)}先办什么，一步步怎么办`)
  return steps.decision === 'answer' && steps.item === item.id ? { ...steps, why: [...u.why, 'grief'] } : u
}

/** What the desk decides on a text. Pure, and the same for the chat, POST /api/ask and the search box. */
export function applyAnswerPolicy(
  understand: Understand,
  written: string,
  context: Context | undefined,
  catalog: Catalog,
  events: readonly LifeEvent[] = [],
): Understanding {
  const text = plainWords(toSimplified(written))
  const next = continueWithNextFacet(read(understand, text, context), context)
  const u = afterDeath(understand, onlyCross(next, text), text, catalog)
  const talked = onlyTalk(onlyAbuse(answeredBefore(u, text, catalog), text), text.trim(), context)
  return ofLifeEvent(notAboutPapers(talked, text, catalog), text, events, catalog)
}
