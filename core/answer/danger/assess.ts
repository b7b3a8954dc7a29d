/**
 * Judges whether somebody is in danger now. Read before and apart from everything else: no word of the office calms it, and a
 * text without a sign of danger never alarms, whatever the encoder says of it. A long story is read whole and in windows
 * of neighbouring clauses, so that one sentence in its middle is enough.
 */
import type { Encoded, EncodedClause, Encoder } from '../model/encoder.ts'
import { clauses } from '../text/normalize.ts'
import { plainWords } from '../text/plain-words.ts'
import type { Danger } from '../understand.ts'
import { hasDespair, hasPhrase, hasSign, isAtPeace, isHarmed, isOfNow, smellsOfGas } from './signs.ts'

/** 'now': alarm; 'perhaps': ask back whether somebody is in danger; 'none'. */
export type DangerLevel = 'now' | 'perhaps' | 'none'

export interface DangerReading {
  readonly level: DangerLevel
  readonly kind: Danger | null
  /** Largest log odds over the whole text and its windows. */
  readonly sure: number
  /** Whether a phrase that mostly is danger stands in it. */
  readonly phrase: boolean
}

/** Log odds, chosen on held-out lines of the corpora and on evaluation/danger.jsonl; the trade is shown in docs/answering.md. */
export const DANGER_THRESHOLDS = { now: 0, nameless: -0.5, going: 6, perhaps: -2, window: 3, kind: 0.35 } as const

/** Kinds whose words are seldom harmless, or cannot wait for a second question, alarm from here on; others from `nameless`. */
const LEAST: Readonly<Partial<Record<Danger, number>>> = {
  fraud: -2.3,
  selfharm: -0.8,
  confined: -1.3,
  gas: -1.3,
  food: -0.8,
  violence: 0.2,
  // told in the words of every outage and every poor household
  'cold-hunger': 2.2,
}
/** Kinds that are told politely, as a question: words of peace calm none of them. */
export const POLITE: ReadonlySet<Danger> = new Set(['fraud', 'selfharm', 'confined', 'gas'])
/** Words of peace ask for so much more. */
const PEACE = 2

/** A phrase that mostly is danger moves the odds by so much; less beside words of the past, of rules and claims. */
const PHRASE = { ofNow: 8, plain: 4, atPeace: 1.5 } as const
/** Said almost alone it is asked about at least: few words leave the encoder little to go by. */
const CRY = 6
/** So short a text is of nothing else. */
const FEW_WORDS = 20
/** A word that alone speaks this much for danger is a sign. */
const SIGN = 0.6
/** In so few characters danger told in none of the signs' words must be the surer, to alarm and to be asked about. */
const UNSIGNED = { length: 12, now: 5, perhaps: 1 } as const
const HAN = /\p{Script=Han}/u
/** One word ("刀", "转账", "煤气", "发烧") names a thing: asked about at most, unless it is what happened to somebody. */
const A_WORD = 2
const HAPPENED = /救|血|祸|杀|死|淹|炸|晕|昏|贼|抽/u
/** So many neighbouring clauses are read together. */
const WINDOW = 3
/** Shorter texts are read whole only. */
const STORY = 28
/** However long a story: so many windows are read at most, from its end. */
const MOST_WINDOWS = 60

const NONE: DangerReading = { level: 'none', kind: null, sure: -Infinity, phrase: false }

/** Clauses already encoded, by their text: neighbouring windows and passages have most of theirs in common. */
export type EncodedClauses = Map<string, EncodedClause>

/** Windows of neighbouring clauses, in order; the same one is read once. */
function windowsOf(normal: string): Map<string, readonly string[]> {
  const windows = new Map<string, readonly string[]>()
  const parts = normal.length <= STORY ? [] : clauses(normal)
  if (parts.length < 2) return windows
  for (let i = Math.max(0, parts.length - MOST_WINDOWS); i < parts.length; i++) {
    const window = parts.slice(i, i + WINDOW)
    const text = window.join('，')
    if (text.length < normal.length - 2) windows.set(text, window)
  }
  return windows
}

/**
 * `text` is in one spelling (core/answer/text/normalize.ts). `going`: something is being told or done already, so that half a
 * sentence mostly is of that; what names no danger must then be the surer.
 */
export function assessDanger(
  text: string,
  encoder: Encoder,
  going = false,
  known: EncodedClauses = new Map(),
): DangerReading {
  // a key held down says no more than one pressed twice
  const normal = plainWords(text.replace(/(.)\1{2,}/gu, '$1$1'))
  let best = NONE
  const clauseOf = (clause: string): EncodedClause => {
    const encoded = known.get(clause) ?? encoder.encodeClause(clause)
    known.set(clause, encoded)
    return encoded
  }
  const read = (text: string, encoded: Encoded, least: number) => {
    const told = hasSign(text) || hasDespair(text)
    if (encoded.sign < SIGN && !told) return
    const signed = told || text.length > UNSIGNED.length || !HAN.test(text)
    const phrase = hasPhrase(text)
    const p = encoder.predict('danger', encoded)[1]!
    // the vectors' reading and the words' own together miss less than either
    const sure =
      Math.log((p + 1e-6) / (1 - p + 1e-6)) +
      2 * encoded.danger +
      (phrase ? PHRASE[isAtPeace(text) ? 'atPeace' : isOfNow(text) ? 'ofNow' : 'plain'] : 0)
    if (sure <= best.sure) return
    // few words of it, or words the vectors agree with
    const despairs = hasDespair(text) && (sure >= DANGER_THRESHOLDS.perhaps || text.length <= FEW_WORDS)
    const kinds = encoder.predict('dangerKind', encoded)
    let top = 0
    kinds.forEach((p, k) => {
      if (p > kinds[top]!) top = k
    })
    const likeliest = encoder.labels('dangerKind')[top] as Danger
    const kind = despairs ? 'selfharm' : kinds[top]! >= DANGER_THRESHOLDS.kind ? likeliest : 'unsure'
    const floor = kind === 'unsure' ? undefined : LEAST[kind]
    const calmer = isAtPeace(text) && !POLITE.has(kind) ? PEACE : 0
    const nameless = going ? DANGER_THRESHOLDS.going : (floor ?? DANGER_THRESHOLDS.nameless)
    const whole = least === DANGER_THRESHOLDS.now
    const named = phrase ? (whole ? (floor ?? least) : least) : whole ? nameless : Math.max(least, nameless)
    const enough = calmer + (signed || phrase ? named : Math.max(named, UNSIGNED.now))
    const oneWord = text.length <= A_WORD && HAN.test(text) && !phrase && !HAPPENED.test(text)
    const level =
      (sure >= enough && !oneWord) || despairs || isHarmed(text)
        ? 'now'
        : sure >= (signed ? DANGER_THRESHOLDS.perhaps : UNSIGNED.perhaps) ||
            (phrase && text.length <= CRY) ||
            smellsOfGas(text)
          ? 'perhaps'
          : 'none'
    best = { level, kind, sure, phrase }
  }
  read(normal, encoder.encode(normal), DANGER_THRESHOLDS.now)
  if (best.level !== 'now')
    for (const [window, parts] of windowsOf(normal))
      read(window, encoder.joinClauses(parts.map(clauseOf)), DANGER_THRESHOLDS.window)
  return best.level === 'none' ? NONE : best
}
