/** `town wechat`: whether WeChat and WeCom take the desk's calls, and the menu below their chats. */
import { PlatformRefusal } from '../bot/channels/token-client.ts'
import { wechatMpClient } from '../bot/channels/wechat-mp/api.ts'
import { wecomClient } from '../bot/channels/wecom-api.ts'
import { whyUnusable } from '../bot/channels/wecom-errors.ts'
import type { Config } from '../config.ts'
import { menuButtons, RESIDENT_MENU, STAFF_MENU } from '../core/chat-menu.ts'
import { UserError } from '../core/errors.ts'
import { readTown } from '../town-files.ts'
import { type Finding, good, line, mend } from './doctor/finding.ts'
import { checkOfficialAccount, checkWecom, MP_WORDS } from './doctor/outside.ts'
import { type CommandRow, out } from './reach-desk.ts'

const WAIT_MS = 6000
const NOTHING_SET = '公众号和企业微信都没有设：先设 WECHAT_MP_* 或 WECOM_*，见 README.zh-CN.md。'

export const wechatCommand: CommandRow = {
  help: 'wechat check | wechat menu　核对公众号和企业微信；把菜单放上去',
  async run([verb = ''], config) {
    if (verb !== 'check' && verb !== 'menu') throw new UserError('用法：wechat check，或 wechat menu')
    const c = config()
    // tokens are timed by the machine's own clock, which CLOCK_NOW does not move
    const now = () => new Date()
    const found = await (verb === 'check' ? checkWechat : putMenus)(c, now)
    if (found.length === 0) throw new UserError(NOTHING_SET)
    for (const one of found) out(line(one))
    return found.some((f) => f.level === 'mend') ? 1 : 0
  },
}

/** Whether each account takes the desk's calls, and what address it is to push to. Empty where none is set. */
export async function checkWechat(c: Config, now: () => Date): Promise<Finding[]> {
  const asked = [...(await checkOfficialAccount(c, now)), ...(await checkWecom(c, now))]
  return asked.length === 0 ? [] : [...asked, judgeDoor(c.values.PUBLIC_URL)]
}

/** The platforms push to the desk: over https, at a name of its own. */
function judgeDoor(publicUrl: string | null): Finding {
  const about = '回调地址'
  if (publicUrl === null) return mend(about, '没有设 PUBLIC_URL，平台推送要有公网网址：https://您的域名。')
  const { protocol, origin } = new URL(publicUrl)
  if (protocol !== 'https:') return mend(about, 'PUBLIC_URL 不是 https，平台不推送。')
  return good(
    about,
    `公众号填 ${origin}/wechat/mp，企业微信应用填 ${origin}/wecom/app，微信客服填 ${origin}/wecom/kf。`,
  )
}

/** Puts the menus in place of what is there; doing it again changes nothing. */
export async function putMenus(c: Config, now: () => Date): Promise<Finding[]> {
  const { values: v } = c
  const { menu = RESIDENT_MENU } = readTown(c.townDir)
  const found: Finding[] = []
  if (v.WECHAT_MP_APPID && v.WECHAT_MP_SECRET) {
    const asked = { appId: v.WECHAT_MP_APPID, secret: v.WECHAT_MP_SECRET, timeoutMs: WAIT_MS, now }
    const client = wechatMpClient({ ...asked, root: v.WECHAT_MP_API_ROOT ?? undefined })
    found.push(await put('公众号菜单', () => client.post('/cgi-bin/menu/create', { button: menuButtons(menu, v.PUBLIC_URL) }), mpWords)) // prettier-ignore
  }
  if (v.WECOM_CORP_ID && v.WECOM_SECRET) {
    const asked = { corpId: v.WECOM_CORP_ID, secret: v.WECOM_SECRET, timeoutMs: WAIT_MS, now }
    const client = wecomClient({ ...asked, root: v.WECOM_API_ROOT ?? undefined })
    const path = `/cgi-bin/menu/create?agentid=${v.WECOM_AGENT_ID}`
    found.push(await put('企业微信应用菜单', () => client.post(path, { button: menuButtons(STAFF_MENU, v.PUBLIC_URL) }), (e) => `${whyUnusable(e, 'WECOM_SECRET')}。`)) // prettier-ignore
  }
  return found
}

async function put(about: string, work: () => Promise<unknown>, why: (error: unknown) => string): Promise<Finding> {
  try {
    await work()
    return good(about, '放上去了；已经打开着的微信可能要过一天才显示，取消关注再关注可以马上看到。')
  } catch (error) {
    return mend(about, why(error))
  }
}

const mpWords = (error: unknown): string =>
  error instanceof PlatformRefusal
    ? (MP_WORDS[error.code] ?? `微信不答应，错误码 ${error.code}，请在微信文档里查。`)
    : '连不上公众号平台。'
