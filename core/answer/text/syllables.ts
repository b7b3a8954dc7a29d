/** Cuts pinyin typed without spaces into syllables; letters that fit nowhere are left out, so that a slip costs one syllable. */

// Source: GB/T 16159—2012 汉语拼音正词法基本规则, the table of syllables; 'ü' after n and l is typed 'v'
const FINALS: Readonly<Record<string, string>> = {
  b: 'a ai an ang ao ei en eng i ian iao ie in ing o u',
  p: 'a ai an ang ao ei en eng i ian iao ie in ing o ou u',
  m: 'a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u',
  f: 'a an ang ei en eng o ou u',
  d: 'a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo',
  t: 'a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo',
  n: 'a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue',
  l: 'a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue',
  g: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  k: 'a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo',
  h: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  j: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  q: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  x: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  zh: 'a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo',
  ch: 'a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo',
  sh: 'a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo',
  r: 'an ang ao e en eng i ong ou u ua uan ui un uo',
  z: 'a ai an ang ao e ei en eng i ong ou u uan ui un uo',
  c: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  s: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  y: 'a an ang ao e i in ing o ong ou u uan ue un',
  w: 'a ai an ang ei en eng o u',
  '': 'a ai an ang ao e ei en er o ou',
}
const SYLLABLES: ReadonlySet<string> = new Set(
  Object.entries(FINALS).flatMap(([initial, finals]) => finals.split(' ').map((final) => initial + final)),
)
const LONGEST = 6
/** A letter left out costs more than any syllable. */
const LEFT_OUT = 2.5
/** Longer runs are no message of a person. */
const MOST = 400

/** The syllables of a run of letters, in order; as few as may be. A run with none in it comes back whole. */
export function syllablesOf(letters: string): string[] {
  if (SYLLABLES.has(letters) || letters.length > MOST) return [letters]
  const cost = new Float64Array(letters.length + 1).fill(Infinity)
  const from = new Int32Array(letters.length + 1)
  cost[0] = 0
  for (let end = 1; end <= letters.length; end++) {
    cost[end] = cost[end - 1]! + LEFT_OUT
    from[end] = -1
    for (let start = Math.max(0, end - LONGEST); start < end; start++) {
      if (cost[start]! + 1 >= cost[end]! || !SYLLABLES.has(letters.slice(start, end))) continue
      cost[end] = cost[start]! + 1
      from[end] = start
    }
  }
  const found: string[] = []
  for (let end = letters.length; end > 0;) {
    const start = from[end]!
    if (start >= 0) found.push(letters.slice(start, end))
    end = start >= 0 ? start : end - 1
  }
  return found.length > 0 ? found.reverse() : [letters]
}
