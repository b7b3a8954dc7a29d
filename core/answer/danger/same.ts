/** Tells whether what is told in the middle of an alarm is of the danger it was raised for. */
import type { Danger } from '../understand.ts'

/** What follows from any danger, and is told beside its own first words. */
const FOLLOWS: ReadonlySet<Danger> = new Set(['illness', 'unsure', 'hazard'])

/** Dangers whose first words say nothing of a body. */
const NO_BODY: ReadonlySet<Danger> = new Set(['fraud', 'missing', 'threat', 'crime'])

/** Words that name a kind by themselves; a kind without a row always does. */
// prettier-ignore
const NAMED: Readonly<Partial<Record<Danger, RegExp>>> = {
  fire:        /火|烧(?!心)|冒烟|浓烟|炸/u,
  gas:         /煤气|燃气|天然气|液化气|沼气|瓦斯|气味|一氧化碳/u,
  electric:    /电(?!话|视|脑|梯|动)/u,
  drowning:    /水|河|塘|井|沟|淹|溺/u,
  confined:    /窖|井|池|坑|罐/u,
  traffic:     /车|撞|轧/u,
  missing:     /不见|丢|找不(到|着|见)|没回|失联|走失/u,
  violence:    /(?<![拨])打(?!电话|了?[19]\d{2}|[19]\d{2}|急救|通|不通|开|听|字)|刀|斧|棍|砍|捅|掐|踹|揍|杀/u,
  threat:      /威胁|弄死|杀|报复|砸|堵/u,
  sexual:      /摸|强(奸|暴|迫)|非礼|猥|脱|裤/u,
  selfharm:    /不想活|活(着|够|不)|死|跳|药|绳|割|遗书/u,
  fraud:       /转|骗|钱|验证码|屏幕|账/u,
  poison:      /药|毒|喝|误(食|服)/u,
  flood:       /水|洪|堤|坝/u,
  building:    /塌|墙|房|梁|裂/u,
  bite:        /咬|蛇|狗|蜂|蜇/u,
  'cold-hunger': /饿|冻|没吃|没处/u,
  crime:       /偷|抢|贼|撬|闯/u,
  machine:     /机|绞|夹|电梯/u,
}

/** Whether the first words of `before` still hold when `now` is read in `text`. */
export function staysWith(before: Danger | null, now: Danger | null, text: string): boolean {
  if (before === null || before === 'unsure') return now === null
  if (now === null || now === before) return true
  // a body that fails is told what to do, where the first words were of money or of looking for somebody
  if (now === 'illness' && NO_BODY.has(before)) return false
  if (FOLLOWS.has(now)) return true
  return !(NAMED[now]?.test(text) ?? true)
}
