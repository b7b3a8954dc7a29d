/** Reads words by their sound: pure pinyin read as words ('zenme ban dibao'), initials ('sfz') and homophone typos, from the town's own vocabulary. */
import { pinyin } from 'pinyin-pro'

export interface Heard {
  /** The text with pinyin and certain typos replaced. */
  readonly text: string
  /** A guess that may be wrong: to be weighed beside the text, never instead of it. */
  readonly guess: string | null
}
export type Hear = (text: string, words: (text: string) => readonly string[]) => Heard

const HAN = /^\p{Script=Han}+$/u
/** Homophones tried at one place while reading pinyin. */
const TRIED = 4
/** Initials shorter than this mean too many things. */
const INITIALS = 3

/** How a character is mostly read, without tone; 'ü' is typed 'v'. Memory of one maker, not of the module. */
function makeReader(): (char: string) => string {
  const known = new Map<string, string>()
  return (char) => {
    let sound = known.get(char)
    if (sound === undefined) {
      sound = pinyin(char, { toneType: 'none', v: true }).toLowerCase()
      known.set(char, sound)
    }
    return sound
  }
}

/** Sounds that many residents here do not tell apart when typing. */
const blurred = (syllable: string) =>
  syllable
    .replace(/^zh/, 'z')
    .replace(/^ch/, 'c')
    .replace(/^sh/, 's')
    .replace(/^n(?=[aeiou])/, 'l')
    .replace(/ng$/, 'n')

interface Entry {
  readonly word: string
  readonly count: number
}

/** Learns from `sentences` (lists of words); `terms` are the words that typos may be corrected to. */
export function makeHear(sentences: Iterable<readonly string[]>, terms: ReadonlySet<string>): Hear {
  const read = makeReader()
  const counts = new Map<string, number>()
  const pairs = new Map<string, number>()
  const seen = new Set<string>()
  for (const words of sentences) {
    let before = '^'
    const joined = words.join('')
    for (let i = 0; i + 1 < joined.length; i++) {
      seen.add(joined.slice(i, i + 2))
      if (i + 2 < joined.length) seen.add(joined.slice(i, i + 3))
    }
    for (const word of words) {
      if (!HAN.test(word)) continue
      counts.set(word, (counts.get(word) ?? 0) + 1)
      const pair = `${before} ${word}`
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
      before = word
    }
  }
  for (const term of terms) if (HAN.test(term)) counts.set(term, (counts.get(term) ?? 0) + 2)
  let total = 1
  const typed = new Map<string, Entry[]>()
  const initials = new Map<string, Entry>()
  const sounds = new Map<string, string[]>()
  const blurs = new Map<string, string[]>()
  let longest = 1
  for (const [word, count] of counts) {
    total += count
    const syllables = [...word].map(read)
    const key = syllables.join('')
    longest = Math.max(longest, key.length)
    const list = typed.get(key)
    if (list) list.push({ word, count })
    else typed.set(key, [{ word, count }])
    if (!terms.has(word)) continue
    const first = syllables.map((s) => s[0]).join('')
    if (word.length >= INITIALS && (initials.get(first)?.count ?? 0) < count) initials.set(first, { word, count })
    if (word.length < 2 || word.length > 6) continue
    const spoken = syllables.join(' ')
    sounds.set(spoken, [...(sounds.get(spoken) ?? []), word])
    const blur = syllables.map(blurred).join(' ')
    if (word.length > 2) blurs.set(blur, [...(blurs.get(blur) ?? []), word])
  }
  for (const [key, list] of typed) typed.set(key, list.sort((a, b) => b.count - a.count).slice(0, TRIED))

  /** Best reading of latin letters as words, or null when some part cannot be read. */
  const spell = (letters: string): string | null => {
    const best: Map<string, { cost: number; text: string }>[] = [new Map([['^', { cost: 0, text: '' }]])]
    for (let end = 1; end <= letters.length; end++) {
      const here = new Map<string, { cost: number; text: string }>()
      for (let start = Math.max(0, end - longest); start < end; start++) {
        const from = best[start]
        if (!from || from.size === 0) continue
        for (const { word, count } of typed.get(letters.slice(start, end)) ?? []) {
          for (const [before, { cost, text }] of from) {
            const pair = pairs.get(`${before} ${word}`) ?? 0
            const p = 0.75 * (pair / ((counts.get(before) ?? 0) + 5)) + 0.25 * (count / total)
            const now = cost - Math.log(p)
            if (now < (here.get(word)?.cost ?? Infinity)) here.set(word, { cost: now, text: text + word })
          }
        }
      }
      best[end] = here
    }
    let winner: { cost: number; text: string } | null = null
    for (const end of best[letters.length]?.values() ?? []) if (!winner || end.cost < winner.cost) winner = end
    return winner?.text ?? null
  }

  const latin = (text: string) =>
    text.replace(/[a-z]+(?:[ ']+[a-z]+)*/g, (run) => {
      const letters = run.replace(/[ ']/g, '')
      if (letters.length > 160) return run
      const known = initials.get(letters)
      if (known) return known.word
      return (letters.length >= 3 && spell(letters)) || run
    })

  /** Whether a window cuts through a word the town knows ('记个' in '登记个') or is made of such words ('法律职业'): nothing to mend. */
  const wellWritten = (words: readonly string[], from: number, n: number) => {
    let at = 0
    let strange = false
    for (const word of words) {
      const end = at + [...word].length
      const within = (place: number) => place > at && place < end
      const known = end - at > 1 && counts.has(word)
      if (known && (within(from) || within(from + n))) return true
      if (!known && at < from + n && end > from) strange = true
      at = end
    }
    return !strange
  }

  const typos = (text: string, cut: (text: string) => readonly string[]): Heard => {
    const chars = [...text]
    const syllables = chars.map((c) => (HAN.test(c) ? read(c) : ''))
    let words: readonly string[] | null = null
    let sure = text
    let guess: string | null = null
    const done = new Set<number>()
    for (let n = 6; n >= 2; n--) {
      for (let i = 0; i + n <= chars.length; i++) {
        if (done.has(i) || done.has(i + n - 1)) continue
        const window = chars.length === text.length ? text.slice(i, i + n) : chars.slice(i, i + n).join('')
        if (counts.has(window) || (n <= 3 && seen.has(window))) continue
        const part = syllables.slice(i, i + n)
        if (part.includes('')) continue
        const exact = sounds.get(part.join(' '))
        const found = exact ?? (n > 2 ? blurs.get(part.map(blurred).join(' ')) : undefined)
        if (!found) continue
        const term = found.reduce((a, b) => ((counts.get(b) ?? 0) > (counts.get(a) ?? 0) ? b : a))
        words ??= cut(text)
        if (wellWritten(words, i, n)) continue
        // A word everybody knows may be meant as written; two characters that share one are a typo more likely.
        const shared = [...window].filter((c, k) => c === [...term][k]).length
        if (n > 2 ? shared > 0 : shared > 0 && !words.includes(window)) {
          sure = sure.replace(window, term)
          for (let k = i; k < i + n; k++) done.add(k)
        } else guess = (guess ?? sure).replace(window, term)
      }
    }
    return { text: sure, guess }
  }
  return (text, cut) => {
    const read = /[a-z]{3}/.test(text) ? latin(text) : text
    return read.length > 200 ? { text: read, guess: null } : typos(read, cut)
  }
}
