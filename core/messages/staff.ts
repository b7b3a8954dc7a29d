/** What staff read: one screen, number first, what to do next. */
import type { Choice } from '../channel.ts'
import { actionsFor, type Action, type Role, STATES, transition } from '../case/lifecycle.ts'
import { factsOf } from '../case/facts.ts'
import { aboutCase, itemOf, sayDue, type Situation, type World } from '../case/plan.ts'
import { KINDS } from '../case/kinds.ts'
import { PURPOSES } from '../case/purposes.ts'

const clip = (text: string, n: number): string => (text.length > n ? `${text.slice(0, n)}…` : text)

/** The running clocks of a case, most urgent first: '答复 11月25日（周三）前'. */
export function sayClocks(at: Situation, now: Date): string {
  return at.promises
    .filter((p) => p.state === 'open' && PURPOSES[p.purpose].owner === 'office' && p.purpose !== 'idle')
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
    .map((p) => `${PURPOSES[p.purpose].label} ${sayDue(p, now)}${p.dueAt <= now ? '（已超时）' : ''}`)
    .join('；')
}

/** What a card offers as taps: acts that need nothing typed. */
const TAPS: readonly Action[] = ['claim', 'take', 'accept', 'resume', 'grant-extension', 'grant-reopen', 'urge']

/** A case as a card. `head` says why it came: 新办件, 转办给您 … */
export function card(
  head: string,
  at: Situation,
  world: World,
  now: Date,
  roles: ReadonlySet<Role>,
): { text: string; choices: Choice[] } {
  const c = at.case
  const about = aboutCase(at, world, now)
  const can = actionsFor({ state: c.state, kind: c.kind, facts: factsOf(at, itemOf(world, c.item), world, now) }, roles)
  const words = can.flatMap((action) => transition(action).words.slice(0, 1)).filter((word) => word !== '备注')
  const text = [
    `【${head}】${c.number}`,
    `${KINDS[c.kind].label}${c.item ? `·${about.matter}` : ''}　${STATES[c.state].label}`,
    clip(c.text, 200),
    `科室：${about.department}${about.handler ? `　承办：${about.handler}` : ''}${about.first ? `　首问：${about.first}` : ''}`,
    sayClocks(at, now) && `时限：${sayClocks(at, now)}`,
    words.length ? `可以发：${[...new Set(words)].slice(0, 8).join(' / ')}\n引用本条直接写字，就是答复本人。` : '',
  ].filter(Boolean)
  return {
    text: text.join('\n'),
    choices: TAPS.filter((action) => can.includes(action)).map((action) => ({
      label: transition(action).words[0] ?? action,
      value: `s:${action}:${c.id.toString(36)}`,
    })),
  }
}

/** One line of a list: number, matter, state, due. */
export function line(
  c: { number: string; kind: keyof typeof KINDS; state: keyof typeof STATES; text: string },
  due: string,
): string {
  return `${c.number} ${KINDS[c.kind].label} ${STATES[c.state].label}${due ? ` ${due}` : ''}\n　${clip(c.text, 24)}`
}

export const HELP = `引用卡片写字＝答复本人。也可以发：
认领 / 受理 / 进展 / 答复 / 办结 / 不予受理 + 编号 + 内容
补正 编号 材料一；材料二
转办 编号 姓名 原因　接收 / 退回
中止 编号 程序 天数　恢复 编号
延期 编号 天数 原因　批准 / 驳回
联系 编号 说了什么（电话、当面）
备注 编号 只给内部看的话
查 编号　我的　待办　即将到期
代办登记 事情（给来访、来电的人）
代理 姓名 到 2026-12-01（不在时由谁代）
网页（在电脑或手机浏览器里办）
编号可以只写后四位。`
