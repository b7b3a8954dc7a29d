/** Which of a resident's cases some words mean: by the characters they share, by their place in a list, by "both". */
import { contentOf } from '../../core/answer/policy/followup.ts'
import type { Case } from '../../core/case/case.ts'
import type { Choice } from '../../core/channel.ts'
import { itemOf } from '../../core/town-context.ts'
import { casesInReach } from './case-reach.ts'
import type { Turn } from './turn.ts'

/** Characters that tell one matter from another: none of those in which one asks, waits or sees to something. */
export const telling = (text: string): Set<string> =>
  new Set([
    ...text.replace(
      /[^\p{Script=Han}]|[的了吗呢吧啊呀我你他那个这件事儿也还都快点没有是不在到给办一下子修弄搞查报咋样怎么啥]/gu,
      '',
    ),
  ])

/** The one case whose words, else whose matter's name, the text shares more of than any other's; null where none stands out. */
export function likest(turn: Turn, cases: readonly Case[], text: string): Case | null {
  const said = [...telling(text)]
  const most = (wordsOf: (c: Case) => string): Case | null => {
    const scored = cases
      .map((c) => {
        const own = telling(wordsOf(c))
        return { c, shared: said.filter((char) => own.has(char)).length }
      })
      .sort((a, b) => b.shared - a.shared)
    const [first, second] = scored
    return first && first.shared > 0 && first.shared > (second?.shared ?? 0) ? first.c : null
  }
  return most((c) => c.text) ?? most((c) => `${c.text}${itemOf(turn.ctx.townContext, c.item)?.name ?? ''}`)
}

/** "啥时候能来人": no matter is named, whatever the catalogue finds in it. */
export const namesNothing = (text: string): boolean => contentOf(text.replace(/时候|多会儿|多咱|派|过/gu, '')) <= 1

/** So little of it shared, a chance character such as 村 or 坏, is another matter. */
export const LITTLE = 0.3

/** How much of what tells a text apart is of this case, 0 to 1. */
export function shareOf(text: string, c: Pick<Case, 'text'>): number {
  const had = telling(c.text)
  const said = [...telling(text)]
  return said.length === 0 ? 0 : said.filter((char) => had.has(char)).length / said.length
}

/** How many of the characters that tell a text apart are not of this case. */
export function newIn(text: string, c: Case): number {
  const had = telling(c.text)
  return [...telling(text)].filter((char) => !had.has(char)).length
}

/** A tap that does something to one case. */
const OF_A_CASE = /^(?:urge|withdraw|sup|rate|no|say|file):/
const NEW = /^(?:是|这是|这个是)?(?:新的?|另外?的?|别的)(?:一?[个件])?(?:事儿?|问题)?|^都不是|^不是(?:这|那)/u
const PLACES: readonly (readonly [RegExp, (n: number) => number])[] = [
  [/^(?:第|头)(?:一|1)|^(?:前|上|头)(?:面|头|边)?(?:的|那|一)?[个件]/u, () => 0],
  [/^第(?:二|2)/u, () => 1],
  [/^第(?:三|3)/u, () => 2],
  [/^(?:最)?(?:后|末)|^(?:后|下)(?:面|头|边)(?:的|那)?/u, (n) => n - 1],
]
/** Longer says more than which one. */
const FEW = 14

/** The tap meant where it was asked which case; null where the words point at none alone. */
export async function tapMeant(turn: Turn, choices: readonly Choice[], text: string): Promise<string | null> {
  const listed = choices.filter((c) => OF_A_CASE.test(c.value))
  if (listed.length < 2 && !choices.some((c) => c.value === 'new')) return null
  if (listed.length === 0 || text.length > FEW) return null
  if (choices.some((c) => c.value === 'new') && NEW.test(text)) return 'new'
  const place = PLACES.find(([look]) => look.test(text))?.[1](listed.length)
  if (place !== undefined) return listed[place]?.value ?? null
  const own = await casesInReach(turn)
  const among = own.filter((c) => listed.some((choice) => choice.value.endsWith(`:${c.id.toString(36)}`)))
  const one = among.length > 1 ? likest(turn, among, text) : null
  return one ? (listed.find((choice) => choice.value.endsWith(`:${one.id.toString(36)}`))?.value ?? null) : null
}
