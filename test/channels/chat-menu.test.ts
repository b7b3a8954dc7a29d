/** The menu below a chat: what `town wechat menu` puts there, what a tap on it is heard as, and what `town wechat check` says. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPush as readMpPush } from '../../bot/channels/wechat-mp/incoming.ts'
import { readPush } from '../../bot/channels/wecom/incoming.ts'
import { checkWechat, putMenus } from '../../cli/wechat.ts'
import { line } from '../../cli/doctor/finding.ts'
import { readConfig } from '../../config.ts'
import { chatMenuSchema, menuButtons, menuKey, RESIDENT_MENU, STAFF_MENU } from '../../core/chat-menu.ts'
import { fakeMp, type FakeMp, menuFault, MP, NOW } from '../support/fake-wechat-mp.ts'
import { fakeWecom, type FakeWecom, WECOM } from '../support/fake-wecom.ts'

let mp: FakeMp
let wecom: FakeWecom
beforeAll(async () => {
  mp = await fakeMp()
  wecom = await fakeWecom()
})
afterAll(async () => {
  await mp.close()
  await wecom.close()
})

const settings = (more: Record<string, string> = {}) =>
  readConfig({
    ...{ SECRET_KEY: 'k', PUBLIC_URL: 'https://town.example.cn' },
    ...{ WECHAT_MP_APPID: MP.appId, WECHAT_MP_SECRET: MP.secret, WECHAT_MP_TOKEN: 't', WECHAT_MP_API_ROOT: mp.root },
    ...{ WECOM_CORP_ID: WECOM.corpId, WECOM_AGENT_ID: WECOM.agentId, WECOM_SECRET: WECOM.secret, WECOM_TOKEN: 't' },
    ...{ WECOM_AES_KEY: WECOM.aesKey, WECOM_API_ROOT: wecom.root },
    ...more,
  })
const said = (found: Awaited<ReturnType<typeof checkWechat>>) => found.map(line)

test('both menus are within what the platforms take, and lead to pages only where the desk has a public address', () => {
  for (const menu of [RESIDENT_MENU, STAFF_MENU]) {
    expect(chatMenuSchema.parse(menu)).toEqual(menu)
    for (const url of ['https://town.example.cn', null])
      expect(menuFault({ button: menuButtons(menu, url) as never })).toBeUndefined()
  }
  expect(JSON.stringify(menuButtons(RESIDENT_MENU, null))).not.toContain('view')
  expect(JSON.stringify(menuButtons(RESIDENT_MENU, 'https://town.example.cn'))).toContain(
    'https://town.example.cn/pledges',
  )
})

test.each([
  ['a name too long', [{ name: '我要问问题吧', says: '/start' }]],
  ['two meanings', [{ name: '问', says: '/start', page: '/' }]],
  ['none', [{ name: '问' }]],
  ['a page elsewhere', [{ name: '问', page: 'https://evil.example' }]],
  ['four entries', Array.from({ length: 4 }, () => ({ name: '问', says: '问' }))],
])('a menu of the town with %s is refused before WeChat sees it', (_, menu) => {
  expect(chatMenuSchema.safeParse(menu).success).toBe(false)
})

test('a tap is heard as the words it stands for', () => {
  const tap = { MsgType: 'event', CreateTime: '1790000000', EventKey: menuKey('我的办件') }
  const body = { kind: 'text', text: '我的办件' }
  expect(readMpPush({ ...tap, FromUserName: 'oAlice', Event: 'CLICK' }, NOW)?.message.body).toEqual(body)
  expect(readPush({ ...tap, FromUserName: 'wangfang', Event: 'click' }, WECOM.agentId, NOW)?.message.body).toEqual(body)
})

describe('town wechat', () => {
  test('menu puts both in place, and says so', async () => {
    expect(said(await putMenus(settings(), () => NOW))).toEqual([
      expect.stringContaining('好　　公众号菜单：放上去了'),
      expect.stringContaining('好　　企业微信应用菜单：放上去了'),
    ])
    expect([mp.menus.length, wecom.appMenus.length]).toEqual([1, 1])
    expect(wecom.appMenus[0]).toContain('say:待办')
  })

  test('check says what is wrong with secret, address list and address, one sentence each', async () => {
    wecom.refusal = 60020
    const found = said(await checkWechat(settings({ WECHAT_MP_SECRET: 'wrong-secret', PUBLIC_URL: 'http://town.example.cn' }), () => NOW)) // prettier-ignore
    wecom.refusal = undefined
    expect(found).toEqual([
      '要修　公众号：AppSecret 不对，请核对 WECHAT_MP_SECRET。',
      '要修　企业微信应用：企业微信不让这台服务器调用：请到管理后台这个应用的“企业可信IP”里加上 203.0.113.7。',
      '要修　回调地址：PUBLIC_URL 不是 https，平台不推送。',
    ])
    expect(said(await checkWechat(settings(), () => NOW)).every((l) => l.startsWith('好'))).toBe(true)
  })

  test('without either there is nothing to look at', async () => {
    expect(await checkWechat(readConfig({ SECRET_KEY: 'k' }), () => NOW)).toEqual([])
  })
})
