/**
 * What every channel promises, as one suite: each channel runs it over a stand-in for its platform, on loopback.
 *
 * A channel's own test file makes a Rig (the real channel plus the stand-in) and calls `channelContract`:
 *
 *   channelContract('wechat', wechatRig, { 'names the pause a busy platform asks for': 'WeChat names none' })
 *
 * `unable` lists the clauses a platform cannot keep, each with its reason: those are not run, everything else is.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { splitOutgoing } from '../../bot/channels/split-text.ts'
import type { Address, Channel, Incoming, Outgoing, Receive } from '../../core/channel.ts'

export interface SentFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** What the platform does to the desk's next calls, until told `up`. */
export type Condition =
  | 'up'
  /** Nothing gets through in either direction, or every call is answered with a server error. */
  | 'down'
  /** Refuses for now and names a pause: `Rig.pauseMs`. */
  | 'busy'
  /** The resident has blocked the desk, left, or deleted the account. */
  | 'left'
  /** Says that the request itself is wrong. */
  | 'refuses'
  /** Takes the message, shows it to the resident, and the answer gets lost on the way back. */
  | 'mute'

/** One real channel and the stand-in for its platform. Made fresh for every clause; the suite starts the channel. */
export interface Rig {
  readonly channel: Channel
  readonly resident: Address
  /** Longest text one `send` carries, in UTF-16 units; undefined where there is no such limit. */
  readonly limit: number | undefined
  /** The pause the stand-in names while `busy`. */
  readonly pauseMs: number
  /** A word that must never be seen outside the channel: its token or secret. */
  readonly secret: string
  /** The resident writes. Resolves when the platform has accepted it, not when the desk has heard it. */
  says(text: string): Promise<void>
  /** The platform delivers what it delivered last once more, as after a lost acknowledgement. */
  redelivers(): Promise<void>
  /** The resident takes an offered choice: taps its button, or writes its number where there are no buttons. */
  chooses(label: string): Promise<void>
  sendsFile(file: SentFile, caption?: string): Promise<void>
  /** What the resident's own screen shows of the desk's messages, in order; labels of buttons are part of a message. */
  readonly sees: () => Promise<readonly string[]>
  /** The files the desk has sent to the resident. */
  readonly receives: () => Promise<readonly SentFile[]>
  platform(condition: Condition): Promise<void>
  /** Ends the stand-in; the suite has stopped the channel by then. */
  close(): Promise<void>
}

/** The desk's side of a clause. */
interface Desk {
  readonly heard: Incoming[]
  /** Bytes of the files heard, in order. */
  readonly bytes: Uint8Array[]
  /** What `receive` does before it remembers the message; a rejection means the database could not take it. */
  onReceive: (message: Incoming) => Promise<void>
  start(): Promise<void>
}

type Clause = (rig: Rig, desk: Desk) => Promise<void>

const WAIT = { timeout: 4000, interval: 5 }
const hears = (desk: Desk, count: number) => vi.waitFor(() => expect(desk.heard).toHaveLength(count), WAIT)
const failure = (sending: Promise<void>) =>
  sending.then(
    () => expect.unreachable('the message went'),
    (error: unknown) => error,
  )

/** Fails unless the error is what delivery can act on, with the given fields and nothing secret in it. */
async function refuses(rig: Rig, message: Outgoing, fields: object) {
  const error = await failure(rig.channel.send(rig.resident, message))
  expect(error).toMatchObject({ name: 'DeliveryError', ...fields })
  expect(told(error)).not.toContain(rig.secret)
}

/** Everything an error could give away when a log prints it, causes included. */
export function told(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? 'nothing'
  const own = JSON.stringify(Object.fromEntries(Object.entries(error)))
  return [error.message, error.stack, own, error.cause === undefined ? '' : told(error.cause)].join('\n')
}

const CLAUSES = {
  'hands on what the resident writes, with where to answer': async (rig, desk) => {
    await desk.start()
    await rig.says('村里的路灯坏了')
    await hears(desk, 1)
    expect(desk.heard[0]).toMatchObject({
      from: rig.resident,
      sender: rig.resident.id,
      group: false,
      body: { kind: 'text', text: '村里的路灯坏了' },
    })
    expect(desk.heard[0]?.sentAt.getTime()).not.toBeNaN()
    await rig.channel.send(desk.heard[0]!.from, { text: '已收到' })
    expect(await rig.sees()).toEqual(['已收到'])
  },
  'keeps the order in which one resident writes': async (rig, desk) => {
    await desk.start()
    // The first takes longest to store: the others must not pass it.
    let slow = 3
    desk.onReceive = async () => {
      for (let turns = slow--; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
    }
    for (const text of ['一', '二', '三']) await rig.says(text)
    await hears(desk, 3)
    expect(desk.heard.map((message) => message.body)).toMatchObject([{ text: '一' }, { text: '二' }, { text: '三' }])
  },
  'gives a redelivered message the same id, and another message another': async (rig, desk) => {
    await desk.start()
    await rig.says('一')
    await hears(desk, 1)
    await rig.redelivers()
    await hears(desk, 2)
    await rig.says('一')
    await hears(desk, 3)
    const [first, again, other] = desk.heard.map((message) => message.id)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  },
  'reaches the resident when they are not writing': async (rig, desk) => {
    await desk.start()
    await rig.channel.send(rig.resident, { text: '已受理' })
    expect(await rig.sees()).toEqual(['已受理'])
  },
  'offers every choice, and the one taken comes back with its value': async (rig, desk) => {
    await desk.start()
    const choices = [
      { label: '满意', value: 'rate:5' },
      { label: '一般', value: 'rate:3' },
      { label: '不行', value: 'rate:1' },
    ]
    await rig.channel.send(rig.resident, { text: '您对答复满意吗？', choices })
    expect((await rig.sees()).join('\n')).toMatch(/您对答复满意吗？[\s\S]*满意[\s\S]*一般[\s\S]*不行/)
    await rig.chooses('一般')
    await hears(desk, 1)
    expect(desk.heard[0]).toMatchObject({ from: rig.resident, body: { kind: 'choice', value: 'rate:3' } })
  },
  'shows where a link leads': async (rig, desk) => {
    await desk.start()
    const link = { label: '查看告知书', url: 'https://town.example.cn/notices/7' }
    await rig.channel.send(rig.resident, { text: '告知书已生成', link })
    const screen = (await rig.sees()).join('\n')
    for (const part of ['告知书已生成', link.label, link.url]) expect(screen).toContain(part)
  },
  'hands on a file with its bytes': async (rig, desk) => {
    await desk.start()
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
    await rig.sendsFile({ name: '户口本.pdf', type: 'application/pdf', bytes })
    await hears(desk, 1)
    expect(desk.heard[0]?.body).toMatchObject({ kind: 'file' })
    expect(Buffer.from(desk.bytes[0]!).equals(bytes)).toBe(true)
  },
  'delivers a file with its bytes': async (rig, desk) => {
    await desk.start()
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256)
    await rig.channel.send(rig.resident, {
      text: '这是您的一次性告知书。',
      file: { name: '告知书.pdf', type: 'application/pdf', bytes },
    })
    const [file] = await rig.receives()
    expect(Buffer.from(file!.bytes).equals(bytes)).toBe(true)
    expect((await rig.sees()).join('\n')).toContain('这是您的一次性告知书。')
  },
  'carries a long text in parts, nothing lost': async (rig, desk) => {
    await desk.start()
    const text = Array.from({ length: 900 }, (_, index) => `第${index}条：请携带身份证原件。`).join('')
    const message = { text, choices: [{ label: '知道了', value: 'ok' }] }
    for (const part of rig.limit === undefined ? [message] : splitOutgoing(message, rig.limit))
      await rig.channel.send(rig.resident, part)
    const screen = await rig.sees()
    const letters = (parts: readonly string[]) => parts.join('').replaceAll(/\s/g, '')
    expect(letters(screen)).toContain(text)
    expect(screen.at(-1)).toContain('知道了')
  },
  'shows emoji and markup exactly as written': async (rig, desk) => {
    await desk.start()
    const text = '*a* _b_ `c` <b>d</b> &amp; [x](http://y.cn) 😀👨‍👩‍👧 𠮷 1 < 2'
    await rig.channel.send(rig.resident, { text })
    expect(await rig.sees()).toEqual([text])
  },
  'says retry when the platform is down': async (rig, desk) => {
    await desk.start()
    await rig.platform('down')
    await refuses(rig, { text: '您好' }, { verdict: 'retry' })
    await rig.platform('up')
    await rig.channel.send(rig.resident, { text: '您好' })
    expect((await rig.sees()).at(-1)).toBe('您好')
  },
  'names the pause a busy platform asks for': async (rig, desk) => {
    await desk.start()
    await rig.platform('busy')
    await refuses(rig, { text: '您好' }, { verdict: 'retry', retryAfterMs: rig.pauseMs, ambiguous: false })
  },
  'says unreachable when the resident has left': async (rig, desk) => {
    await desk.start()
    await rig.platform('left')
    await refuses(rig, { text: '您好' }, { verdict: 'unreachable' })
  },
  'says refused when the platform will never take the message': async (rig, desk) => {
    await desk.start()
    await rig.platform('refuses')
    await refuses(rig, { text: '您好' }, { verdict: 'refused' })
  },
  'says ambiguous when the answer is lost after the message left': async (rig, desk) => {
    await desk.start()
    await rig.platform('mute')
    await refuses(rig, { text: '您好' }, { verdict: 'retry', ambiguous: true })
  },
  'has a message delivered again that could not be stored': async (rig, desk) => {
    await desk.start()
    const tried: string[] = []
    desk.onReceive = async (message) => {
      tried.push(message.id)
      if (tried.length === 1) throw new Error('the database is away')
    }
    await rig.says('请问医保怎么交')
    await hears(desk, 1)
    expect(desk.heard[0]?.body).toMatchObject({ text: '请问医保怎么交' })
    expect(tried).toEqual([desk.heard[0]!.id, desk.heard[0]!.id])
  },
  'hands on what it has received before stop resolves': async (rig, desk) => {
    await desk.start()
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    let waiting = false
    desk.onReceive = async () => {
      waiting = true
      await gate
    }
    const saying = rig.says('在吗')
    await vi.waitFor(() => expect(waiting).toBe(true), WAIT)
    let stopped = false
    const stopping = rig.channel.stop().then(() => (stopped = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(stopped).toBe(false)
    open()
    await Promise.all([saying, stopping])
    expect(desk.heard).toHaveLength(1)
  },
  'hears nothing after stop': async (rig, desk) => {
    await desk.start()
    await rig.channel.stop()
    await rig.says('下班了吗')
    expect(desk.heard).toEqual([])
  },
  'tells when its platform is down, since when, and when it is back': async (rig, desk) => {
    await desk.start()
    const state = (wanted: string) => vi.waitFor(() => expect(rig.channel.health().state).toBe(wanted), WAIT)
    await state('ready')
    await rig.platform('down')
    await state('down')
    const health = rig.channel.health()
    expect(health).toMatchObject({ since: expect.any(Date) as Date, why: expect.stringMatching(/./) as string })
    expect(JSON.stringify(health)).not.toContain(rig.secret)
    await rig.platform('up')
    await state('ready')
  },
  'starts while its platform is down, and hears once it is back': async (rig, desk) => {
    await rig.platform('down')
    await desk.start()
    expect(rig.channel.health().state).not.toBe('ready')
    await rig.platform('up')
    await vi.waitFor(() => expect(rig.channel.health().state).toBe('ready'), WAIT)
    await rig.says('终于好了')
    await hears(desk, 1)
  },
} as const satisfies Record<string, Clause>

export type ClauseTitle = keyof typeof CLAUSES

/** Runs every clause over a fresh rig; `unable` names the clauses this platform cannot keep, and why. */
export function channelContract(
  name: string,
  makeRig: () => Promise<Rig>,
  unable: Partial<Record<ClauseTitle, string>> = {},
) {
  describe(`channel contract: ${name}`, () => {
    let rig: Rig
    let desk: Desk
    beforeEach(async () => {
      rig = await makeRig()
      desk = makeDesk(rig.channel)
    })
    afterEach(async () => {
      await rig.channel.stop()
      await rig.close()
    })
    for (const [title, clause] of Object.entries<Clause>(CLAUSES)) {
      if (title in unable) continue
      test(title, () => clause(rig, desk))
    }
    test('gives a reason for every clause it cannot keep', () => {
      for (const reason of Object.values(unable)) expect(reason).toMatch(/\S{3}/)
    })
  })
}

function makeDesk(channel: Channel): Desk {
  const receive: Receive = async (message, file) => {
    await desk.onReceive(message)
    if (file) desk.bytes.push(await file())
    desk.heard.push(message)
  }
  const desk: Desk = {
    heard: [],
    bytes: [],
    onReceive: async () => undefined,
    start: () => channel.start(receive),
  }
  return desk
}
