/** Which department a matter that needs a person goes to, with the words that decided. */
import type { DepartmentWords } from './town.ts'

/** Words of a complaint about somebody's conduct, which must not land with the accused. */
const ABOUT_CONDUCT =
  /态度|骂人|摔|吃拿卡要|收(了)?(红包|好处)|贪|徇私|不作为|乱作为|推诿|踢皮球|糊弄|刁难|投诉(你们|窗口|工作人员|那个|她|他|这个|村干部|书记|主任)/u
/** Speaks of how somebody behaved, and so must not land with them, nor stand in a list they can read. */
export const aboutConduct = (text: string): boolean => ABOUT_CONDUCT.test(text.normalize('NFKC'))
/** The keyword by which a town marks the department that takes complaints about conduct. */
const CONDUCT_KEYWORD = '投诉'
const KEYWORD = 0.35
/** So many other departments are offered to whoever sees that the first is wrong. */
const OTHERS = 3

/** `items` are the candidates with their owners, best first; null when nothing points anywhere. */
export function proposeDepartment(
  normal: string,
  items: readonly { readonly owner: string; readonly p: number; readonly words: readonly string[] }[],
  departments: readonly DepartmentWords[],
): { code: string; because: string[]; others: string[] } | null {
  if (ABOUT_CONDUCT.test(normal)) {
    const desk = departments.find((d) => d.keywords.includes(CONDUCT_KEYWORD))
    if (desk) return { code: desk.code, because: ['涉及工作人员作风，不转被反映的科室'], others: [] }
  }
  const score = new Map<string, number>()
  const because = new Map<string, string[]>()
  const add = (code: string, value: number, words: readonly string[]) => {
    score.set(code, (score.get(code) ?? 0) + value)
    because.set(code, [...(because.get(code) ?? []), ...words])
  }
  for (const { owner, p, words } of items) add(owner, p, words)
  for (const { code, keywords } of departments) {
    const hit = keywords.filter((word) => normal.includes(word))
    if (hit.length > 0) add(code, KEYWORD * Math.min(2, hit.length), hit)
  }
  let best: string | null = null
  for (const [code, value] of score) if (value > 0.05 && (best === null || value > score.get(best)!)) best = code
  if (best === null) return null
  const others = [...score]
    .filter(([code, value]) => code !== best && value > 0.02)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([code]) => code)
  return { code: best, because: [...new Set(because.get(best))].slice(0, 5), others: others.slice(0, OTHERS) }
}
