/**
 * A real browser for a test file (`*.browser.db.test.ts`): launched once, a clean profile a page, nothing but loopback.
 * `tsconfig` knows no DOM on purpose: what is read inside the page is written as a string, `page.evaluate('document.title')`.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { findChromium } from './chromium.ts'

// prettier-ignore
export const SIZES = {
  phone:   { width: 390,  height: 844, touch: true },
  desktop: { width: 1280, height: 800, touch: false },
} as const

/** Nothing but what is asked for: no GPU, no first-run pages, no calls home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // a tone where a microphone would be; still only with the page's permission
  '--use-fake-device-for-media-stream',
]

/** Shorter than a test's own limit, so that what was waited for is named. */
const PATIENCE_MS = 25_000

export interface Opening {
  readonly at?: keyof typeof SIZES
  /** false: as a browser with scripts turned off. */
  readonly scripts?: boolean
  /** Goes on in the profile of this page: its second tab. */
  readonly beside?: Page
}

export interface Browsing {
  /** A page of a clean profile. What its scripts throw, and what its CSP forbids, is in `faultsOf(page)`. */
  open(o?: Opening): Promise<Page>
  /** Closes every page opened so far. */
  leave(): Promise<void>
  close(): Promise<void>
}

const faults = new WeakMap<Page, string[]>()

/** Errors of the page's scripts and everything its own content policy has blocked. */
export const faultsOf = (page: Page): readonly string[] => faults.get(page) ?? []

/** A browser outside a test, as the pictures of the documentation need. */
export async function launchBrowser(): Promise<Browsing> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('no Chromium here: set CHROMIUM or install chromium')
  const browser: Browser = await chromium.launch({ executablePath, args: FLAGS })
  const contexts = new Set<BrowserContext>()
  const leave = async () => {
    for (const context of contexts) await context.close()
    contexts.clear()
  }
  return {
    leave,
    async open({ at = 'phone', scripts = true, beside } = {}) {
      const { width, height, touch } = SIZES[at]
      const context =
        beside?.context() ??
        (await browser.newContext({
          viewport: { width, height },
          hasTouch: touch,
          locale: 'zh-CN',
          timezoneId: 'Asia/Shanghai',
          javaScriptEnabled: scripts,
        }))
      contexts.add(context)
      // a page of ours has no reason to ask anybody else: it would fail here
      if (!beside)
        await context.route(
          ({ hostname }) => hostname !== '127.0.0.1',
          (route) => route.abort(),
        )
      const page = await context.newPage()
      page.setDefaultTimeout(PATIENCE_MS)
      const seen: string[] = []
      faults.set(page, seen)
      page.on('pageerror', (error) => seen.push(error.message))
      page.on('console', (said) => {
        if (said.type() === 'error' && !/Failed to load resource/.test(said.text())) seen.push(said.text())
      })
      return page
    },
    async close() {
      await leave()
      await browser.close()
    },
  }
}

/** For a test file: launched before its tests, pages closed after each, closed at the end. */
export function browsing(): Pick<Browsing, 'open'> {
  let browser: Browsing | undefined
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterEach(async () => browser?.leave())
  afterAll(async () => browser?.close())
  return { open: (o) => browser!.open(o) }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What WCAG 2.2 AA and good practice object to, one line each; empty when the page is fine. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(`axe
    .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map((n) => id + ' ' + n.target.join(' ') + ': ' + n.failureSummary)))`)
}

/** The same of a page as it stands and in high contrast, which is a class of the whole page; what is typed in it stays. */
export async function axeInBoth(page: Page, name: string): Promise<string[]> {
  const plain = await axe(page)
  const look = await page.evaluate<string>('document.documentElement.className')
  await page.evaluate("document.documentElement.className = 'high'")
  await shot(page, `${name}-high`)
  const high = (await axe(page)).map((fault) => `high contrast: ${fault}`)
  await page.evaluate(`document.documentElement.className = ${JSON.stringify(look)}`)
  return [...plain, ...high]
}

/** Nobody scrolls sideways: the page is no wider than the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  // its words may be there before its style is
  await page.waitForLoadState('load')
  const [wide, screen, beyond] = await page.evaluate<[number, number, string[]]>(
    `(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth, [...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > clientWidth && !e.closest('.wide'))
      .map((e) => e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right))])(document.documentElement)`,
  )
  expect(wide, `${page.url()} is wider than its screen: ${beyond.join(', ')}`).toBeLessThanOrEqual(screen)
}

/** A picture of the whole page, for whoever asked for pictures by naming a folder in SCREENSHOTS. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
