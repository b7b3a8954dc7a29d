/** Writes a text anew as somebody else would type or dictate it; what it means stays. */
import { pinyin } from 'pinyin-pro'

export type Random = () => number

/** Same numbers for the same seed on every machine. */
export function seeded(seed: number): Random {
  let s = seed >>> 0
  return () => {
    s = (s + 0x6d2b79f5) >>> 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)]!

const BEFORE = ['你好', '您好', '同志你好', '请问', '问一下', '麻烦问下', '那个', '我想问问', '哎', '在吗', '领导', '打听个事', '你好 ', '请问一下 ', '喂 你好 ', '大妹子', '小同志 ', '跟您打听一下 '] // prettier-ignore
const AFTER = ['谢谢', '啊', '呢', '吧', '呀', '谢谢了', '麻烦了', '急', '。', '？', '！', '…', '求回复', '给说说', ' 谢谢您', ' 辛苦了', '呗', '嘛', '您给说说'] // prettier-ignore

/** Characters of the corpus by sound: what a dictation or an input method mistakes for another. */
export function soundalikesOf(corpus: readonly string[]): Map<string, string[]> {
  const counts = new Map<string, number>()
  for (const text of corpus)
    for (const c of text) if (/\p{Script=Han}/u.test(c)) counts.set(c, (counts.get(c) ?? 0) + 1)
  const bySound = new Map<string, string[]>()
  for (const [c, n] of counts) {
    if (n < 20) continue
    const sound = pinyin(c, { toneType: 'none' })
    bySound.set(sound, [...(bySound.get(sound) ?? []), c])
  }
  const alike = new Map<string, string[]>()
  for (const list of bySound.values()) for (const c of list) if (list.length > 1) alike.set(c, list.filter((o) => o !== c)) // prettier-ignore
  return alike
}

/** As somebody types who knows pinyin only: with a space after each syllable or none, now and then with a slip. */
function typed(text: string, random: Random): string {
  const spaced = random() < 0.4
  let out = pinyin(text, { toneType: 'none', v: true, type: 'array' }).join(spaced ? ' ' : '')
  if (random() < 0.5) {
    const at = Math.floor(random() * (out.length - 1))
    const [a, b] = [out[at] ?? '', out[at + 1] ?? '']
    out = out.slice(0, at) + (random() < 0.5 ? b + a : b) + out.slice(at + 2)
  }
  return out
}
/** So many texts of a hundred are rewritten in pinyin. */
const TYPED = 0.06

/** One rewriting, mild: one or two of greeting, ending, lost marks, a mistyped or a lost character. */
export function rewrite(text: string, alike: ReadonlyMap<string, readonly string[]>, random: Random): string {
  if (random() < TYPED && text.length < 60) return typed(text, random)
  let out = text
  if (random() < 0.25) out = pick(BEFORE, random) + out
  if (random() < 0.3) out = out.replace(/[。？！?!]+$/u, '') + pick(AFTER, random)
  if (random() < 0.3) out = out.replace(/[，。、；：,.;:]/gu, random() < 0.5 ? '' : ' ')
  if (random() < 0.35) {
    const chars = [...out]
    const at = Math.floor(random() * chars.length)
    const others = alike.get(chars[at]!)
    if (others) chars[at] = pick(others, random)
    out = chars.join('')
  }
  if (random() < 0.1 && out.length > 6) {
    const chars = [...out]
    chars.splice(Math.floor(random() * chars.length), 1)
    out = chars.join('')
  }
  return out
}
