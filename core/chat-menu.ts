/** The menu below a chat of the official account and of the WeCom app: what it offers, and what a tap on it means. */
import { z } from 'zod'

/** WeChat counts bytes: a Chinese character is three. https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Creating_Custom-Defined_Menu.html */
const short = (bytes: number) =>
  z
    .string()
    .trim()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= bytes, `超过 ${bytes} 字节（一个汉字三字节）`)

const entry = (nameBytes: number) =>
  z.strictObject({
    name: short(nameBytes),
    /** Words it says for whoever taps it. */
    says: short(120).optional(),
    /** A page of the desk, from its root. */
    page: z
      .string()
      .regex(/^\/[\w/?=&%.-]*$/)
      .optional(),
  })
const oneOf = (e: { says?: unknown; page?: unknown; under?: unknown }) =>
  [e.says, e.page, e.under].filter((v) => v !== undefined).length === 1

/** Three entries at most, each with what it does or with up to five below it. */
export const chatMenuSchema = z
  .array(
    entry(16)
      .extend({ under: z.array(entry(60).refine(oneOf, '要写 says 或 page，只写一个')).min(1).max(5).optional() })
      .refine(oneOf, '要写 says、page 或 under，只写一个'),
  )
  .min(1)
  .max(3)
export type ChatMenu = z.infer<typeof chatMenuSchema>

/** For residents, where town.yaml has none. */
export const RESIDENT_MENU: ChatMenu = [
  { name: '问事办事', under: [{ name: '我要问', says: '/start' }, { name: '事项目录', page: '/' }, { name: '找工作人员', says: '人工' }] }, // prettier-ignore
  { name: '我的办件', says: '我的办件' },
  { name: '公开监督', under: [{ name: '公开承诺', page: '/pledges' }, { name: '违诺公示', page: '/breaches' }, { name: '我要投诉', says: '投诉' }] }, // prettier-ignore
]
/** For staff in the WeCom app. */
export const STAFF_MENU: ChatMenu = [
  { name: '待办', says: '待办' },
  { name: '我的办件', says: '我的' },
  {
    name: '更多',
    under: [
      { name: '进网页工作台', says: '网页' },
      { name: '怎么用', says: '帮助' },
    ],
  },
]

const SAYS = 'say:'

/** What a tap sends. */
export const menuKey = (says: string): string => `${SAYS}${says}`
/** The words a tapped key stands for; undefined for a key of another kind. */
export const menuWords = (key: string): string | undefined =>
  key.startsWith(SAYS) ? key.slice(SAYS.length) : undefined

/** The menu as WeChat and WeCom take it. `publicUrl`: without one, entries that lead to pages are left out. */
export function menuButtons(menu: ChatMenu, publicUrl: string | null): object[] {
  const leaf = ({ name, says, page }: ChatMenu[number]): object[] => {
    if (says !== undefined) return [{ type: 'click', name, key: menuKey(says) }]
    return page !== undefined && publicUrl ? [{ type: 'view', name, url: new URL(page, publicUrl).href }] : []
  }
  return menu.flatMap((e) => {
    if (!e.under) return leaf(e)
    const below = e.under.flatMap(leaf)
    return below.length > 0 ? [{ name: e.name, sub_button: below }] : []
  })
}
