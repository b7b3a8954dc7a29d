/** The web chat in a real browser: what a resident sees, types, taps and sends, also where the line is bad. */
import type { Page } from 'playwright-core'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Linter } from 'eslint'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { axe, browsing, expectNoSidewaysScroll, faultsOf, shot } from '../support/browser.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { understanding, webDesk, type WebDesk } from '../support/web-rig.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
)
const browser = browsing()
let database: TestDb
let desk: WebDesk
beforeAll(async () => {
  database = await openTestDb()
  desk = await webDesk(database, '2026-11-23T02:00:00Z')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})
beforeEach(() => {
  desk.understand = () => understanding({ decision: 'answer', item: 'dibao', facet: 'materials' })
})

const ready = (page: Page) => page.locator('#state', { hasText: '已连接' }).waitFor()
async function chat(path = '/chat'): Promise<Page> {
  const page = await browser.open()
  await page.goto(desk.url + path)
  await ready(page)
  return page
}
async function say(page: Page, text: string): Promise<void> {
  await page.fill('#text', text)
  await page.click('#send')
}
const desk_ = (page: Page) => page.locator('#log .desk')
const mine = (page: Page) => page.locator('#log .mine')

test('a question typed is answered, a tap unfolds the whole notice, and all of it is there after a reload', async () => {
  const page = await chat()
  await say(page, '办低保要什么材料')
  await desk_(page).filter({ hasText: '要带' }).waitFor()
  await page.getByRole('button', { name: '一次看全' }).last().click()
  const card = page.locator('.card-like', { hasText: '一次性告知' })
  await card.waitFor()
  expect(await card.locator('summary').allTextContents()).toEqual(
    expect.arrayContaining(['什么人能办', '要带', '怎么办', '时间', '费用', '地点', '依据']),
  )
  const fee = card.locator('details', { hasText: '费用' })
  expect(await fee.getAttribute('open')).toBeNull()
  await fee.locator('summary').click()
  expect(await fee.locator('.part').isVisible()).toBe(true)
  await expectNoSidewaysScroll(page)
  expect(await axe(page)).toEqual([])
  await shot(page, 'chat-notice')
  const before = await page.locator('#log > div').count()
  await page.reload()
  await ready(page)
  await card.waitFor()
  expect(await page.locator('#log > div').count()).toBe(before)
  expect(faultsOf(page)).toEqual([])
})

test('a history longer than one answer is shown whole and in order', async () => {
  const page = await chat()
  const [cookie] = await page.context().cookies()
  const address = cookie!.value.split('.')[0]!
  for (let i = 0; i < 60; i++)
    await desk.web.send({ channel: 'web', id: address }, { text: `第${i}条 ${'长'.repeat(4000)}` })
  await page.reload()
  await desk_(page).filter({ hasText: '第59条 ' }).waitFor()
  const shown = await desk_(page).locator('.bubble').allTextContents()
  expect(shown.flatMap((text) => /^第(\d+)条/.exec(text)?.[1] ?? [])).toEqual(
    Array.from({ length: 60 }, (_, i) => String(i)),
  )
  expect(faultsOf(page)).toEqual([])
})

test('a case opened in the chat stands there as a card with number, code, who and by when', async () => {
  const page = await chat()
  await page.getByRole('button', { name: '找工作人员' }).first().click()
  await desk_(page).filter({ hasText: '请用一句话' }).waitFor()
  expect(await mine(page).first().textContent()).toContain('找工作人员')
  await say(page, '村口的路灯坏了三天')
  const card = page.locator('.case')
  await card.waitFor()
  const rows = await card.locator('.row').allTextContents()
  expect(rows.join('|')).toMatch(/编号：BS20261123-\d{4}\|查询码：\w{6}\|负责：/)
  const link = page.locator('#log').getByRole('link', { name: '查进度' })
  expect(await link.getAttribute('href')).toMatch(/^\/track\?number=BS20261123-\d{4}$/)
  await shot(page, 'chat-case')
})

test('what a resident types is shown as they typed it, whatever it looks like', async () => {
  const page = await chat()
  const odd = '<img src=x onerror="document.title=1"><script>document.title=2</script>【x】一次性告知\n编号：'
  await say(page, odd)
  await desk_(page).filter({ hasText: '要带' }).waitFor()
  expect(await mine(page).locator('.bubble').textContent()).toContain('<img src=x onerror=')
  expect(await page.locator('#log img, #log script, .mine .card-like').count()).toBe(0)
  expect(faultsOf(page)).toEqual([])
})

test('a photo goes up with its progress shown, and stands in the conversation', async () => {
  const page = await chat()
  const slow = await page.context().newCDPSession(page)
  await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: 300_000 }) // prettier-ignore
  await page.setInputFiles('#file', { name: '户口簿.png', mimeType: 'image/png', buffer: Buffer.concat([PNG, Buffer.alloc(600_000)]) }) // prettier-ignore
  await page.locator('#progress').waitFor()
  await page.locator('#percent', { hasText: /已上传 \d+%/ }).waitFor()
  await mine(page).locator('a', { hasText: '户口簿.png' }).waitFor()
  expect(await page.locator('#progress').isVisible()).toBe(false)
  const [file] = await Promise.all([page.waitForEvent('download'), mine(page).locator('a').click()])
  expect(file.suggestedFilename()).toBe('户口簿.png')
})

test('an upload cut half-way goes up again by itself, once', async () => {
  const page = await chat()
  let cut = 0
  await page.route('**/api/chat/messages', async (route) => {
    if (route.request().method() === 'POST' && cut++ === 0) await route.abort('connectionreset')
    else await route.fallback()
  })
  await page.setInputFiles('#file', { name: '断.png', mimeType: 'image/png', buffer: PNG })
  await mine(page).locator('a', { hasText: '断.png' }).waitFor()
  expect(cut).toBeGreaterThan(1)
  expect(await mine(page).count()).toBe(1)
})

test('a file that is too large or of the wrong kind is refused in one sentence', async () => {
  const page = await chat()
  await page.setInputFiles('#file', { name: 'x.png', mimeType: 'image/png', buffer: Buffer.alloc(10 * 1024 * 1024 + 1) }) // prettier-ignore
  await page.locator('#state', { hasText: '文件太大' }).waitFor()
  await page.setInputFiles('#file', { name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('MZ not a photo') })
  await page.locator('.failed .meta', { hasText: '这种文件收不了' }).waitFor()
})

test('without a network it says so, keeps what was typed, and sends it once the network is back', async () => {
  const page = await chat()
  await page.context().setOffline(true)
  await page.locator('#state.bad', { hasText: '没有网络' }).waitFor()
  await say(page, '断网的时候说的话')
  await mine(page).filter({ hasText: '重试' }).waitFor()
  await page.context().setOffline(false)
  await desk_(page).filter({ hasText: '要带' }).waitFor()
  await ready(page)
  expect(await mine(page).allTextContents()).toEqual([expect.stringContaining('断网的时候说的话')])
})

test('a message that comes while the page lies behind another is counted in its title', async () => {
  const page = await chat()
  await say(page, '办低保要什么材料')
  await desk_(page).filter({ hasText: '要带' }).waitFor()
  // a headless page is never behind: it is told that it is
  await page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.behind })
    window.behind = true`)
  const beside = await browser.open({ beside: page })
  await beside.goto(`${desk.url}/chat`)
  await ready(beside)
  expect(await mine(beside).count()).toBe(1)
  await say(beside, '还要多久')
  await mine(page).filter({ hasText: '还要多久' }).waitFor()
  await page.waitForFunction("document.title.indexOf('条新消息') > 0")
  await page.evaluate("window.behind = false; document.dispatchEvent(new Event('visibilitychange'))")
  expect(await page.title()).not.toContain('新消息')
})

test('all of it works from the keyboard: type, send, reach the taps and take one', async () => {
  const page = await chat()
  await page.focus('#text')
  await page.keyboard.type('办低保要什么材料')
  await page.keyboard.press('Enter')
  await desk_(page).filter({ hasText: '要带' }).waitFor()
  const focused = () => page.evaluate<string>('document.activeElement.textContent')
  for (let i = 0; i < 12 && (await focused()) !== '一次看全'; i++) await page.keyboard.press('Shift+Tab')
  expect(await focused()).toBe('一次看全')
  await page.keyboard.press('Enter')
  await page.locator('.card-like', { hasText: '一次性告知' }).waitFor()
})

test('from something published the question about it is one tap and one sentence away', async () => {
  const page = await chat('/chat?doubt=dibao')
  await page.getByRole('button', { name: '我要质询' }).click()
  await desk_(page).filter({ hasText: '请写一句话' }).waitFor()
  expect(await mine(page).first().textContent()).toContain('我有疑问')
  await say(page, '为什么只是提醒？')
  await page.locator('.case', { hasText: '编号：' }).waitFor()
})

test('a question brought from another page waits in the box, and is said by one tap', async () => {
  const page = await chat(`/chat?q=${encodeURIComponent('办低保要什么材料')}`)
  expect(await page.inputValue('#text')).toBe('办低保要什么材料')
  await page.click('#send')
  await desk_(page).filter({ hasText: '要带' }).waitFor()
})

test('with scripts off the page says what to do, and the plain chat asks, taps, sends a photo and remembers', async () => {
  const page = await browser.open({ scripts: false })
  await page.goto(`${desk.url}/chat`)
  expect(await page.locator('noscript').count()).toBe(1)
  await page.goto(desk.url + (await page.locator('noscript a').first().getAttribute('href'))!)
  await page.fill('#text', '办低保要什么材料')
  await page.getByRole('button', { name: '发送' }).click()
  await page.locator('.plain-log .desk', { hasText: '要带' }).waitFor()
  await page.getByRole('button', { name: '一次看全' }).last().click()
  await page.locator('.plain-log .desk', { hasText: '一次性告知' }).waitFor()
  await page.setInputFiles('#file', { name: '照片.png', mimeType: 'image/png', buffer: PNG })
  await page.getByRole('button', { name: '发送' }).click()
  await page.locator('.plain-log .mine a', { hasText: '照片.png' }).waitFor()
  await page.goto(`${desk.url}/chat/plain`)
  expect(await page.locator('.plain-log .mine').count()).toBe(3)
  await expectNoSidewaysScroll(page)
  await shot(page, 'chat-plain-used')
})

test('the script is ES5 and asks nothing of a browser that one of 2015 has not', () => {
  const code = readFileSync(join(import.meta.dirname, '../../web/static/chat.js'), 'utf8')
  const found = new Linter().verify(code, { languageOptions: { ecmaVersion: 5, sourceType: 'script' } })
  expect(found).toEqual([])
  // missing from the WebView of Android 5, Chrome 44
  expect(code).not.toMatch(/\bfetch\(|URLSearchParams|Object\.(assign|entries|values)|\.(prepend|replaceWith|padStart|matchAll|closest|toggleAttribute)\(|\.includes\(|\.forEach\(|Promise\b|Symbol\b/) // prettier-ignore
})
