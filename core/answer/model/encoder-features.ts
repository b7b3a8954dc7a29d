/** Lists what a text is made of for the encoder: characters, words, sounds, and how it begins and ends. */
import { pinyin } from 'pinyin-pro'
import { syllablesOf } from '../text/syllables.ts'
import type { Cut } from '../text/words.ts'

/** Features of already normalised text, each once. */
export type ListFeatures = (normal: string) => string[]

/** How the features of a text's beginning and end begin; those of its inside never do. */
export const FIRST = '^'
export const LAST = '$'

const HAN = /\p{Script=Han}/u
/** A character, or a run of letters or digits. */
const UNITS = /\p{Script=Han}|[a-z]+|\d+/gu

/** Sounds that many people do not tell apart when they type or dictate. */
const blurred = (syllable: string) =>
  syllable
    .replace(/^zh/, 'z')
    .replace(/^ch/, 'c')
    .replace(/^sh/, 's')
    .replace(/^n(?=[aeiou])/, 'l')
    .replace(/([aeiou]n)g$/, '$1')

/** A character's usual sound without tone; kept, since asking for it anew is slow. */
function soundsOf(): (char: string) => string {
  const known = new Map<string, string>()
  return (char) => {
    let sound = known.get(char)
    if (sound === undefined) {
      sound = blurred(pinyin(char, { toneType: 'none', v: true }).toLowerCase())
      known.set(char, sound)
    }
    return sound
  }
}

/** Marks of digits: amounts and dates differ, that there is a number matters. */
const numbersAsOne = (text: string) => text.replace(/\d+(\.\d+)?/gu, (n) => (n.length > 2 ? '9' : n))

/** Makes a lister; `cut` must be the cutter the encoder was trained with. */
export function makeListFeatures(cut: Cut): ListFeatures {
  const soundOf = soundsOf()
  return (normal) => {
    const text = numbersAsOne(normal)
    const found = new Set<string>()
    let before = ''
    for (const word of cut(text)) {
      if (!/[\p{L}\p{N}]/u.test(word)) {
        before = ''
        continue
      }
      if (word.length > 1) found.add(`w${word}`)
      if (before !== '') found.add(`v${before} ${word}`)
      before = word
    }
    // sounds run through characters and typed pinyin alike: '煤气' and 'mei qi' have one sound feature in common
    for (const clause of text.split(/[^\p{L}\p{N} ]+/u)) {
      const sounds = (clause.match(UNITS) ?? []).flatMap((unit) =>
        HAN.test(unit) ? soundOf(unit) : syllablesOf(unit).map(blurred),
      )
      for (let i = 0; i + 1 < sounds.length; i++) {
        found.add(`y${sounds[i]!} ${sounds[i + 1]!}`)
        if (i + 2 < sounds.length) found.add(`y${sounds[i]!} ${sounds[i + 1]!} ${sounds[i + 2]!}`)
      }
    }
    const runs = text.split(/[^\p{L}\p{N}]+/u).filter((run) => run !== '')
    for (const run of runs) {
      const chars = [...run]
      for (let i = 0; i < chars.length; i++) {
        found.add(chars[i]!)
        if (i + 1 < chars.length) found.add(chars[i]! + chars[i + 1]!)
        if (i + 2 < chars.length) {
          found.add(chars[i]! + chars[i + 1]! + chars[i + 2]!)
          // one character between two: "开不开证明", "补了张证"
          found.add(`s${chars[i]!}${chars[i + 2]!}`)
        }
      }
    }
    const first = runs[0]
    const last = runs.at(-1)
    if (first !== undefined) found.add(`${FIRST}${[...first].slice(0, 2).join('')}`)
    if (last !== undefined) found.add(`${LAST}${[...last].slice(-2).join('')}`)
    return [...found]
  }
}
