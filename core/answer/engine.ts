/** Builds the engine: catalogue + town's words → a pure function from a question to a decision. */
import type { Catalog } from '../catalog/item.ts'
import { ACTS } from './model/acts.ts'
import { leaningOn, stayFeatures, stays } from './policy/stay.ts'
import { relatedItems, boostContext, correctMatter, offeredPull, onlyAt } from './policy/context-rerank.ts'
import { OFFER, offerOf, spread } from './policy/matters-to-offer.ts'
import { aboutConduct, proposeDepartment } from './policy/route-department.ts'
import { askedIn, contentOf, FOR_OTHER, leanOf, POINTS_BACK } from './policy/followup.ts'
import { FOR_PERSON, opensOnly, talkOf, THANKS, unwanted } from './model/intent.ts'
import { makeDangerLook } from './danger/danger-look.ts'
import { asksFirst, asksPlainly, isAtEase, namesOnly, onlyFrail } from './danger/at-ease.ts'
import { actOf, asksNothing, reportOf, SURE_ACT, tellsOn } from './policy/what-is-told.ts'
import { officeAsked } from './reply/office-hours-answer.ts'
import type { Ranked } from './model/candidate-probability.ts'
import { makePointReader, rankPoints, rankTogether } from './model/choose-point.ts'
import type { Reader, Signals } from './index/signals.ts'
import { makeReader } from './index/signals.ts'
import { makeFurtherFacts } from './policy/several-questions.ts'
import { questionIn } from './text/asking.ts'
import { makeBareNames } from './policy/bare-name.ts'
import { asksBeside, isOneWord, onlyChats, TALK_OF } from './policy/talk-acts.ts'
import type { TownWords } from './town-words.ts'
import type { Candidate, Context, Facet, Understand, Understanding } from './understand.ts'
import { weighSignals } from './model/weigh-signals.ts'
import { isWord, plainWord } from './text/weighted-tokens.ts'
import type { Cut } from './text/words.ts'

const SHOWN = 5
/** A message this poor in content that fits several matters is asked back before a person is bothered. */
const POOR = 5
const SURELY_PERSON = 0.8
/** A matter named this surely, in words of its own or asked for one thing, is asked back only when surely vague. */
const NAMED = 0.85
const SURELY_VAGUE = 0.8
const PRECISE: ReadonlySet<Facet> = new Set(['materials', 'time', 'fee', 'place', 'result', 'basis'])
const SURELY_TALK = 0.9
/** A matter of others is told when it is this likely where something is asked, or else; above the best item, and clear of its like. */
const ELSEWHERE = { least: 0.05, other: 0.3, share: 0.5, lead: 2, leaving: 0.8, near: 0.02 } as const
/** So many characters of its own name a matter. */
const NAMES_ONE = 3
/** A fact is said from `say` on, others with it from `also`, as taps beside it from `beside`. */
const POINT = { say: 0.15, offered: 0.4, also: 0.05, most: 2, beside: 0.06 } as const
/** The only matter that may be meant is answered from here on, its name first; below it is asked back. */
const ONLY = 0.4
const ALONE = 0.7 // vague, but nothing else may be meant: answered from here on
/** The matter in hand and another this near are both told, and asked back. */
const TIED = { below: 0.7, lead: 0.15 } as const
const GOING_ANSWER = 0.7 // in the middle of a case a question is of the catalogue from here on
const TOLD_ON = 0.5 // while something is being told, less than this names no matter
const REPORT = 0.35 // what is reported names the department from here on
/** Builds the engine; rebuild it whenever the catalogue, the FAQ or the town's words change. */
export function makeUnderstand(catalog: Catalog, words: TownWords, cut: Cut): Understand {
  const reader = makeReader(catalog, words.synonyms, words.utterances, cut, words.encoder, words.elsewhere)
  return decideWith(reader, words)
}

/** The decision over a reader that already exists; used by the training script and the evaluation too. */
export function decideWith(reader: Reader, words: TownWords): Understand {
  const { weights, departments } = words
  const points = makePointReader(words.points, words.asks, reader.tokensOf, reader.encoder)
  const departmentOfReport = new Map(words.reports.map((r) => [r.id, r]))
  const { items, trained } = reader
  const at = new Map(items.map((item, k) => [item.id, k]))
  const nameOf = (id: string) => items[at.get(id) ?? -1]?.name

  const kin = relatedItems(words.utterances.ambiguous)
  const furtherFacts = makeFurtherFacts(reader, weights, points)
  const names = makeBareNames(items, words.points, words.synonyms.groups, reader.normalise)
  const understand = (text: string, context?: Context): Understanding => {
    const why: string[] = []
    const whole = reader.normalise(text)
    const lean = leanOf(whole, whole, context, nameOf)
    const asked = askedIn(text, lean)
    const signals = reader.read(asked, context?.going)
    const weighed = weighSignals(signals, weights, trained)
    const forOther = FOR_OTHER.test(signals.normal)
    let facet = weighed.facet
    let { ranked } = weighed
    const another = lean.kind === 'follow' ? names.another(asked, context?.item) : null

    if (lean.kind === 'choice') {
      ranked = onlyAt(ranked, at.get(lean.item))
      facet = context?.facet ?? 'general'
      why.push('choice')
    } else if (lean.kind === 'correction') {
      ranked = correctMatter(ranked, context, at, lean.thrown)
      if (facet === 'general' && context?.facet) facet = context.facet
      why.push('correction')
    } else if (another !== null) {
      ranked = onlyAt(ranked, another)
      why.push('switch')
    } else if (lean.kind === 'follow') {
      const before = ranked[0]?.at
      const last = at.get(context?.item ?? '')
      const relatives = kin.get(context?.item ?? '')
      ranked =
        last === undefined
          ? boostContext(ranked, context!, at, offeredPull(signals, ranked, lean.pull), lean.floor, relatives) // prettier-ignore
          : leaningOn(ranked, last, stays(stayFeatures(signals, ranked, last, items, points, weighed.facet, relatives), weights.stay)) // prettier-ignore
      if (ranked[0]?.at !== before) why.push('context')
    } else if (lean.kind === 'switch') why.push('switch')

    const candidate = (r: Ranked): Candidate => ({ id: items[r.at]!.id, score: Math.round(r.p * 1e4) / 1e4 })
    const candidates = ranked.slice(0, SHOWN).map(candidate)
    const top = ranked[0]
    const owners = ranked.slice(0, SHOWN).map((r) => ({
      owner: items[r.at]!.owner,
      p: r.p,
      words: r.p > 0.3 ? reader.because(signals.tokens, r.at, 5).filter(isWord).slice(0, 3).map(plainWord) : [],
    }))
    const department = proposeDepartment(signals.normal, owners, departments)
    // asked of the matter in hand beyond doubt: what sounds of danger is of it too
    const settled =
      lean.kind === 'follow' && !asksNothing(signals) && !signals.danger.phrase && (top?.p ?? 0) >= BEYOND_DOUBT
    const frail = context?.item !== undefined && onlyFrail(signals.normal)
    let base: Understanding = {
      decision: 'handoff', item: null, facet, candidates, offer: 0, danger: signals.danger.kind, smalltalk: null, also: null,
      perhapsDanger: signals.danger.level === 'perhaps' && !settled && !frail && !context?.calm && !isAtEase(signals) && !asksPlainly(signals, top?.p ?? 0) && !opensOnly(signals.normal), point: null, alsoPoints: [], beside: [], offerPoints: [], event: null, elsewhere: null, report: null,
      act: signals.learned.act, actSure: signals.learned.acts.get(signals.learned.act) ?? 0, department, forOther, why,
    } // prettier-ignore
    // a story before the question names what other facts are of: its question alone counts as much as the whole
    const question = questionIn(signals.normal)
    const alone = question === null ? null : reader.read(question)
    const rankIn = (id: string, s: Signals) => rankPoints(points.signs(id, s, s === signals ? weighed.facets : weighSignals(s, weights, trained).facets), weights.points) // prettier-ignore
    const rank = (id: string) => (alone ? rankTogether(rankIn(id, signals), rankIn(id, alone)) : rankIn(id, signals))
    /** The fact of a matter that is offered or handed on, where it stands out. */
    const standsOut = (id: string): string | null => rank(id).find((best) => best.p >= POINT.offered)?.id ?? null
    const answer = (): Understanding => {
      const item = items[top!.at]!.id
      const ranking = lean.kind === 'choice' ? [] : rank(item)
      const [best] = ranking
      const unclear = why.includes('vague') && (best?.p ?? 0) < POINT.offered
      const plain = lean.kind !== 'choice' && (unclear || names.named(asked) === top!.at) ? names.facts(top!.at, asked) : null
      if (plain) return { ...base, decision: 'answer', item, ...plain, why: [...why, 'item'] }
      const point = best && best.p >= POINT.say ? best.id : null
      return {
        ...base,
        decision: 'answer',
        item,
        point,
        alsoPoints: point === null ? [] : [...new Set([...furtherFacts(signals, item, point), ...ranking.slice(1, 1 + POINT.most).filter((p) => p.p >= POINT.also).map((p) => p.id)])].slice(0, POINT.most),
        beside: ranking.slice(point === null ? 0 : 1, 4).filter((p) => p.p >= POINT.beside).map((p) => p.id),
        why: [...why, 'item'],
      }
    } // prettier-ignore

    const matter = Math.max(top?.p ?? 0, weighed.others[0]?.p ?? 0)
    const whose = opensOnly(signals.normal) || namesOnly(signals) || frail
    if (signals.danger.level === 'now' && (whose || context?.calm)) why.push(whose ? 'whose' : 'calm')
    else if (signals.danger.level === 'now' && asksFirst(signals, matter))
      base = { ...base, perhapsDanger: !asksPlainly(signals, top?.p ?? 0) }
    else if (signals.danger.level === 'now') {
      why.push('danger')
      return { ...base, decision: 'urgent', danger: signals.danger.kind ?? 'unsure', why }
    }
    if (lean.kind === 'choice' && top) return answer()
    const office = officeAsked(signals.normal)
    // "电话多少" after a matter asks for the matter's own
    if (office && (context?.item === undefined || office.about === 'hours')) {
      why.push('office')
      return { ...base, decision: 'smalltalk', candidates: [], smalltalk: 'office', department: null, why }
    }
    const talk = talkOf(signals.normal) ?? (asked === text ? null : talkOf(whole))
    const { person: pHandoff, talk: pTalk } = weighed
    const leaning =
      why.includes('context') || (lean.kind === 'follow' && top !== undefined && items[top.at]!.id === context?.item)
    if (opensOnly(signals.normal)) {
      why.push('opens')
      return { ...base, decision: 'smalltalk', candidates: [], smalltalk: 'greeting', department: null, why }
    }
    const empty = !/[\p{L}\p{N}]/u.test(signals.normal)
    // A short follow-up looks like small talk to a model that never heard what came before.
    const asks = lean.kind === 'follow' && talk === null && signals.facet.cues.length > 0
    const poor =
      weighed.vague >= weights.thresholds.vague && contentOf(signals.bare) <= POOR && pHandoff < SURELY_PERSON
    // Few words that fit several matters ('办个证') look like small talk to a model of style.
    const talks = asks
      ? pTalk > 0.98
      : poor && talk === null && !leaning
        ? pTalk > SURELY_TALK
        : leaning && talk === null
          ? (pTalk > 0.9 && contentOf(signals.bare) > 2) ||
            (signals.learned.groups.talk >= SURELY_TALK && asksNothing(signals))
          : pTalk > 0.5
    if (unwanted(signals.normal)) {
      why.push('unwanted')
      return { ...base, decision: 'smalltalk', candidates: [], smalltalk: 'other', department: null, why }
    }
    const abuse = talk === 'abuse' && contentOf(signals.bare) <= POOR
    const thanks = THANKS.test(signals.normal)
    const asksToo = talk !== 'thanks' && asksBeside(signals.normal) && (weighed.ranked[0]?.p ?? 0) >= NAMED
    const chats =
      (talks && !asksToo && !isOneWord(signals.normal, talk) && pTalk > pHandoff) ||
      (!leaning && onlyChats(signals.learned, top?.p ?? 0))
    if (empty || talk === 'more' || abuse || thanks || chats) {
      why.push('talk')
      const smalltalk = thanks ? 'thanks' : (talk ?? TALK_OF[signals.learned.act] ?? 'other')
      return { ...base, decision: 'smalltalk', candidates: [], smalltalk, department: null, why }
    }
    const item = top && top.p >= weights.thresholds.choose ? items[top.at]!.id : null
    const explicit = FOR_PERSON.test(signals.normal)
    const act = actOf(signals)
    // who puts the matter right in so many words asks of it, however they say so
    const puts = lean.kind === 'correction' && (top?.p ?? 0) >= NAMED
    const told =
      !puts &&
      ACTS[act].group === 'person' &&
      (signals.learned.acts.get(act) ?? 0) >= (act === 'report' ? SURE_ACT.report : SURE_ACT.other)
    const [nearest] = weighed.others
    // what the message names by itself, before it leans on the matter last spoken of
    const apart = weighed.ranked[0]?.p ?? 0
    const theirs = weighed.others.reduce((sum, o) => sum + o.p, 0)
    const least = act === 'ask' ? ELSEWHERE.least : ELSEWHERE.other
    const other =
      nearest &&
      (!leaning ||
        (contentOf(signals.bare) >= NAMES_ONE &&
          !POINTS_BACK.test(signals.bare) &&
          nearest.p >= ELSEWHERE.leaving &&
          apart < ELSEWHERE.near)) &&
      nearest.p >= least &&
      nearest.p > ELSEWHERE.lead * (leaning ? apart : (top?.p ?? 0)) &&
      nearest.p >= ELSEWHERE.share * theirs
        ? words.elsewhere[nearest.at]!.id
        : null
    if (
      explicit ||
      (!poor && !puts && pHandoff >= (leaning ? Math.max(0.85, weights.thresholds.handoff) : weights.thresholds.handoff)) ||
      (told && !leaning && pHandoff >= weights.thresholds.doubt)
    ) {
      why.push('person')
      const report = act === 'report' ? reportOf(signals, words.reports) : null
      const desk = report && report.p >= REPORT ? departmentOfReport.get(report.id) : undefined
      return {
        ...base,
        act,
        actSure: signals.learned.acts.get(act) ?? 0,
        item: report ? null : item,
        point: item && !report && !asksNothing(signals) ? standsOut(item) : null,
        elsewhere: other,
        report: desk?.id ?? null,
        department: desk ? { code: desk.department, because: [desk.name], others: base.department?.others ?? [] } : department,
        why,
      }
    } // prettier-ignore
    if (other) {
      why.push('elsewhere')
      return { ...base, elsewhere: other, why }
    }
    // more of what is being told, and nothing asked: no list of matters
    if (context?.going && (top?.p ?? 0) < TOLD_ON && asksNothing(signals)) {
      why.push('told')
      return base
    }
    if (!top || top.p < weights.thresholds.choose) {
      why.push('nothing-near')
      return base
    }
    const doubtful = pHandoff >= weights.thresholds.doubt && ACTS[act].group === 'person' && !leaning
    // Named in words of its own, or asked for one thing of it: then only what is surely vague is asked back.
    const own = (signals.matches.find((m) => m.at === top.at)?.signals.near ?? 0) >= signals.vagueness
    const named = weighed.ranked.find((r) => r.at === top.at)?.p ?? 0
    const plainly = Math.max(named, top.p) >= NAMED && (own || PRECISE.has(facet))
    const vague = weighed.vague >= (plainly ? SURELY_VAGUE : weights.thresholds.vague) && !leaning
    const tied = leaning && top.p < TIED.below && top.p - (ranked[1]?.p ?? 0) < TIED.lead
    if (top.p >= (tellsOn(context) ? GOING_ANSWER : weights.thresholds.answer) && !vague && !doubtful && !tied)
      return answer()
    if (aboutConduct(signals.normal) && (top.p < weights.thresholds.answer || doubtful)) {
      why.push('conduct')
      return { ...base, item }
    }
    why.push(vague ? 'vague' : doubtful ? 'perhaps-person' : 'unsure')
    const choose = (shown: readonly Ranked[], offer: number): Understanding => ({
      ...base,
      decision: 'choose',
      candidates: shown.map(candidate),
      offer,
      offerPoints: shown.slice(0, offer).map((r) => standsOut(items[r.at]!.id)),
    })
    if (vague) {
      const shown = spread(
        signals,
        ranked.filter((r, n) => n === 0 || r.p >= OFFER.vague),
      ).slice(0, SHOWN)
      if (shown.length === 1 && top.p >= ALONE && !doubtful) return answer()
      return choose(shown, Math.min(OFFER.most, shown.length))
    }
    // the matter is sure, only whether it is a question or a pending matter of their own is not
    if (doubtful && top.p >= weights.thresholds.answer) return { ...base, item, decision: 'choose', offer: 1, why }
    const offer = offerOf(ranked)
    if (offer === 1 && top.p >= (tellsOn(context) ? GOING_ANSWER : ONLY) && !doubtful) return answer()
    return choose(ranked.slice(0, SHOWN), offer)
  }

  return Object.assign(understand, { dangerLook: makeDangerLook(reader, nameOf) })
}

/** A matter that nothing else is weighed against. */
const BEYOND_DOUBT = 0.9
