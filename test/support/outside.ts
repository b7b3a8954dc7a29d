/**
 * A town from outside: the desk as a process, people on the Telegram stand-in and in the web chat, and a clock that is
 * moved by starting the process again later. What everybody wrote and read is kept, in order.
 */
import { expect, vi } from 'vitest'
import { openTestDb } from './db.ts'
import { type DeskProcess, startDesk } from './process.ts'
import { startTelegram, type TelegramStandin } from './telegram-standin.ts'

interface Read {
  readonly text: string
  readonly choices: readonly { readonly label: string; readonly value: string }[]
}

export interface Person {
  says(text: string): Promise<void>
  /** Taps the newest choice of that label. */
  taps(label: string): Promise<void>
  /** What the desk wrote since anybody last acted; waits for it. */
  sees(what: string | RegExp): Promise<string>
}
export interface WebPerson extends Person {
  chooses(value: string): Promise<void>
  sends(name: string, type: string, bytes: Uint8Array): Promise<void>
}

export interface Town {
  /** Stops the process and starts it at this local time ('2026-02-14T08:31'). */
  goTo(local: string): Promise<void>
  staff(name: string, chat: number, department: string, role?: string): Promise<Person>
  telegram(name: string, chat: number): Person
  web(name: string): Promise<WebPerson>
  /** A page of the desk, tags taken out. */
  page(url: string, form?: Record<string, string>): Promise<string>
  town(...args: string[]): Promise<string>
  /** The platform itself, for its faults. */
  readonly platform: TelegramStandin
  /** Address of the desk's pages. */
  readonly url: string
  /** What the process has printed since it was last started. */
  printed(): string
  /** Everything written and read so far, a line each. */
  readonly transcript: readonly string[]
  stop(): Promise<void>
}

const TOKEN = '42:outside'

/** `settings`: environment of the process besides. */
export async function openTown(start: string, settings: Record<string, string> = {}): Promise<Town> {
  const database = await openTestDb()
  const telegram = await startTelegram()
  const clock = (local: string) => ({ CLOCK_NOW: `${local}:00+08:00` })
  const transcript: string[] = []
  const everybody: { all: () => Promise<Read[]>; mark: number }[] = []
  let desk: DeskProcess = await startDesk({
    ...(database.url ? { DATABASE_URL: database.url } : {}),
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: telegram.root,
    ...settings,
    ...clock(start),
  })
  transcript.push(`【${start.replace('T', ' ')}】`)

  const act = async (line: string, does: () => unknown): Promise<void> => {
    for (const one of everybody) one.mark = (await one.all()).length
    transcript.push(line)
    await does()
  }

  function person(
    name: string,
    all: () => Promise<Read[]>,
    says: (text: string) => unknown,
    tap: (label: string) => unknown,
  ): Person {
    // prettier-ignore
    const one = { all, mark: 0 }
    everybody.push(one)
    return {
      says: (text) => act(`${name}：${text}`, () => says(text)),
      taps: (label) => act(`${name}：［${label}］`, () => tap(label)),
      sees: async (what) => {
        const found = await vi.waitFor(
          async () => {
            const texts = (await all()).slice(one.mark).map((m) => m.text)
            const hit = texts.findLast((t) => (typeof what === 'string' ? t.includes(what) : what.test(t)))
            if (hit === undefined) throw new Error(`${name} has not seen ${String(what)}: ${JSON.stringify(texts)}`)
            return hit
          },
          { timeout: 20_000, interval: 150 },
        )
        transcript.push(`    → ${name}看到：${found.replaceAll('\n', '\n      ')}`)
        return found
      },
    }
  }

  const onTelegram = (name: string, chat: number): Person =>
    person(
      name,
      async () =>
        telegram.sees(chat).map((m) => ({
          text: m.text ?? '',
          choices: (m.reply_markup?.inline_keyboard.flat() ?? []).map((b) => ({ label: b.text, value: b.callback_data ?? '' })), // prettier-ignore
        })),
      (text) => telegram.says(chat, text),
      (label) => telegram.presses(chat, label),
    )

  return {
    transcript,
    platform: telegram,
    get url() {
      return desk.url
    },
    printed: () => desk.printed(),
    async goTo(local) {
      for (const one of everybody) one.mark = (await one.all()).length
      expect(await desk.stop()).toBe(0)
      desk = await desk.again(clock(local))
      transcript.push('', `【${local.replace('T', ' ')}】`)
    },
    async staff(name, chat, department, role = 'clerk') {
      const invited = await desk.town('staff', 'invite', '--name', name, '--department', department, '--role', role)
      const one = onTelegram(name, chat)
      telegram.says(chat, `/bind ${/绑定码 (\w+)/.exec(invited)![1]!}`)
      await one.sees('绑定好了')
      return one
    },
    telegram: onTelegram,
    async web(name) {
      const made = await fetch(`${desk.url}/api/chat/sessions`, { method: 'POST' })
      const cookie = made.headers.get('set-cookie')!.split(';')[0]!
      const post = async (body: object) => {
        const headers = { cookie, 'content-type': 'application/json' }
        const done = await fetch(`${desk.url}/api/chat/messages`, { method: 'POST', headers, body: JSON.stringify(body) }) // prettier-ignore
        expect(done.status).toBe(202)
      }
      const all = async () => {
        const got = await fetch(`${desk.url}/api/chat/messages?after=0`, { headers: { cookie } })
        const { messages } = (await got.json()) as { messages: (Read & { from: string })[] }
        return messages.filter((m) => m.from === 'desk')
      }
      const chooses = (value: string) => post({ choice: value })
      const tap = async (label: string) => {
        const choice = (await all()).findLast((m) => m.choices.some((c) => c.label === label))?.choices.find((c) => c.label === label) // prettier-ignore
        if (!choice) throw new Error(`${name} is offered no ${label}`)
        await chooses(choice.value)
      }
      return {
        ...person(name, all, (text) => post({ text }), tap),
        chooses: (value) => act(`${name}：［${value}］`, () => chooses(value)),
        sends: (file, type, bytes) =>
          act(`${name}：（照片 ${file}）`, () =>
            post({ file: { name: file, type, data: Buffer.from(bytes).toString('base64') } }),
          ),
      }
    },
    async page(url, form) {
      const response = await fetch(new URL(url, desk.url), form ? { method: 'POST', body: new URLSearchParams(form) } : {}) // prettier-ignore
      expect(response.status).toBe(200)
      return (await response.text()).replaceAll(/<style[^]*?<\/style>|<script[^]*?<\/script>|<[^>]+>/g, '').replaceAll(/\s+/g, ' ') // prettier-ignore
    },
    town: (...args) => desk.town(...args),
    async stop() {
      expect(await desk.stop()).toBe(0)
      desk.remove()
      await telegram.stop()
      await database.drop()
    },
  }
}
