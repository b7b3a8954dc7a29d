/** Proposes the department a matter that needs a person goes to, with the words that decided. */
import type { DepartmentWords } from '../town-words.ts'

/** Words of a complaint about somebody's conduct by themselves. */
const CONDUCT =
  /态度(?!积极)|吃拿卡要|收(了|过)?(红包|好处|礼)|收(了|过).{0,6}(烟(?!叶)|酒|红包|好处)|贪(污|了|钱|公|占)|徇私|不作为|乱作为|推诿|刁难|投诉(你们|窗口|工作人员|那个|她|他|这个|村(干部|主任|支书|长|委)|干部|领导|镇长|书记|主任)/u
/** Words that are one where they are said of somebody of the office. */
const RUDE =
  /嫌(我|俺)|撇(出来|过来|给)|甩(过来|给|出)|不耐烦|训(我|俺)|骂|摔|吼|甩脸|白眼|爱搭不理|爱答不理|糊弄|踢皮球|贪|不理人|嗑瓜子/u
const OFFICIAL =
  /窗口|柜台|大厅|工作人员|办事员|公务员|干部|书记|主任|会计|镇长|科长|所长|站长|队长|村长|大队的?人|你们(镇|那|这|单位|的人|里头)|接待|值班的|坐(那|里头|柜台)|(丫头|小姑娘|小伙子?|那女的|那男的)/u
/** Speaks of how somebody behaved, and so must not land with them, nor stand in a list they can read. */
export const aboutConduct = (text: string): boolean => {
  const said = text.normalize('NFKC')
  return CONDUCT.test(said) || (RUDE.test(said) && OFFICIAL.test(said))
}
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
  if (aboutConduct(normal)) {
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
