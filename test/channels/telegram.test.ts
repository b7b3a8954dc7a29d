/** The Telegram channel on its real wire: the common contract, then what only Telegram does. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { TelegramOptions } from '../../bot/channels/telegram/index.ts'
import type { Incoming, Receive } from '../../core/channel.ts'
import { channelContract, told } from '../support/channel-contract.ts'
import { RESIDENT, SECRET, TOKEN, telegramRig, type TelegramRig } from '../support/telegram/rig.ts'

channelContract('telegram by long poll', () => telegramRig('polling'))
channelContract('telegram by webhook', () => telegramRig('webhook'))

const GROUP = -100200
const WAIT = { timeout: 4000, interval: 5 }
const open: TelegramRig[] = []

afterEach(async () => {
  for (const rig of open.splice(0)) {
    await rig.channel.stop()
    await rig.close()
  }
})

/** A rig that has started, with what it heard. */
async function desk(receiving: 'polling' | 'webhook' = 'polling', changes: Partial<TelegramOptions> = {}) {
  const rig = await telegramRig(receiving, changes)
  open.push(rig)
  const heard: Incoming[] = []
  const files: (() => Promise<Uint8Array>)[] = []
  const receive: Receive = async (message, file) => {
    heard.push(message)
    if (file) files.push(file)
  }
  const hears = (count: number) => vi.waitFor(() => expect(heard).toHaveLength(count), WAIT)
  await rig.channel.start(receive)
  return { ...rig, heard, files, hears, receive }
}

const calls = (rig: TelegramRig, method: string) => rig.telegram.calls.filter((call) => call.method === method)
const failure = (sending: Promise<unknown>) =>
  sending.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )
const saidIn = (heard: readonly Incoming[]) => heard.map(({ body }) => (body.kind === 'text' ? body.text : body.kind))

describe('what Telegram delivers', () => {
  test('a photo is its largest size, with its caption and bytes', async () => {
    const { telegram, heard, files, hears } = await desk()
    telegram.sendsPhoto(RESIDENT, Uint8Array.of(255, 216, 1, 2, 3), { caption: '路面塌了' })
    await hears(1)
    expect(heard[0]?.body).toMatchObject({ kind: 'file', type: 'image/jpeg', size: 5, caption: '路面塌了' })
    expect([...(await files[0]!())]).toEqual([255, 216, 1, 2, 3])
  })

  test('a voice message and a song come with their bytes; a pin and a named place with their degrees', async () => {
    const { telegram, heard, files, hears } = await desk()
    telegram.sendsPhoto(RESIDENT, Uint8Array.of(79, 103, 103, 83))
    const file_id = [...telegram.world.files.keys()].at(-1)
    const from = (content: object) => telegram.push({ message: { message_id: 9, date: 1, chat: { id: RESIDENT, type: 'private' }, from: { id: RESIDENT }, ...content } }) // prettier-ignore
    from({ voice: { file_id, file_unique_id: 'v', file_size: 4, duration: 3, mime_type: 'audio/ogg' } })
    from({ audio: { file_id, file_unique_id: 'a', file_name: '唱.mp3', mime_type: 'audio/mpeg' } })
    from({ location: { latitude: 40.01, longitude: 117.4 } })
    from({ location: { latitude: 40, longitude: 117 }, venue: { location: { latitude: 40, longitude: 117 }, title: '集市', address: '东头' } }) // prettier-ignore
    await hears(5)
    expect(heard.slice(1).map((m) => m.body)).toEqual([
      { kind: 'voice', name: 'v', type: 'audio/ogg', size: 4 },
      { kind: 'voice', name: '唱.mp3', type: 'audio/mpeg', size: 0 },
      { kind: 'place', lat: 40.01, lon: 117.4, system: 'wgs84' },
      { kind: 'place', lat: 40, lon: 117, system: 'wgs84', label: '集市，东头' },
    ])
    expect([...(await files[1]!())]).toEqual([79, 103, 103, 83])
  })

  test.each(['sticker', 'video', 'contact'] as const)('a %s is named as what it is', async (what) => {
    const { telegram, heard, hears } = await desk()
    telegram.sends(RESIDENT, what)
    await hears(1)
    expect(heard[0]?.body).toEqual({ kind: 'other', what })
  })

  test('what the desk knows no word for is handed on as unknown', async () => {
    const { telegram, heard, hears } = await desk()
    telegram.sends(RESIDENT, 'poll')
    await hears(1)
    expect(heard[0]?.body).toEqual({ kind: 'other', what: 'unknown' })
  })

  test('edits, blockings and service messages are passed over, and what follows them is heard', async () => {
    const { telegram, heard, hears } = await desk()
    telegram.edits(RESIDENT, '改一下')
    telegram.blocks(RESIDENT)
    telegram.unblocks(RESIDENT)
    telegram.push({ message: { date: 1, chat: { id: RESIDENT, type: 'private' }, pinned_message: {} } })
    telegram.says(RESIDENT, '还在吗')
    await hears(1)
    expect(saidIn(heard)).toEqual(['还在吗'])
  })

  test('an update of an unknown shape is logged by its kind only, and does not come again', async () => {
    const { telegram, heard, hears, logged } = await desk()
    telegram.push({ message: { date: 'yesterday', chat: 'here', text: '我的身份证号' } })
    telegram.says(RESIDENT, '您好')
    await hears(1)
    await vi.waitFor(() => expect(telegram.world.updates).toEqual([]), WAIT)
    expect(saidIn(heard)).toEqual(['您好'])
    expect(logged.join()).toContain('"kind":"message"')
    expect(logged.join()).not.toContain('身份证')
  })

  test('halves of characters and NUL, which no database takes, are replaced', async () => {
    const { telegram, heard, hears } = await desk()
    telegram.says(RESIDENT, 'a\0b\uD83Dc😀')
    await hears(1)
    expect(saidIn(heard)).toEqual(['a\uFFFDb\uFFFDc😀'])
  })

  test('a quoted card comes with its text', async () => {
    const { channel, telegram, heard, hears, resident } = await desk()
    await channel.send(resident, { text: '新办件 BS20261123-0007 请认领' })
    telegram.quotes(RESIDENT, 'BS20261123-0007', '认领')
    await hears(1)
    expect(heard[0]).toMatchObject({ quoted: '新办件 BS20261123-0007 请认领', body: { text: '认领' } })
  })

  test('a menu command is heard as the desk’s own word, any other command as written', async () => {
    const { telegram, heard, hears } = await desk()
    for (const text of ['/progress', '/start', '/bind ABC123', '/progress BS20261123-0007'])
      telegram.says(RESIDENT, text)
    await hears(4)
    expect(saidIn(heard)).toEqual(['进度', '/start', '/bind ABC123', '/progress BS20261123-0007'])
  })

  test('a tap is acknowledged to Telegram even when it cannot be stored yet', async () => {
    const rig = await telegramRig()
    open.push(rig)
    let away = true
    const seen: string[] = []
    await rig.channel.start(async (message) => {
      if (away) throw new Error('away')
      seen.push(message.id)
    })
    await rig.channel.send(rig.resident, { text: '?', choices: [{ label: '是', value: 'yes' }] })
    rig.telegram.presses(RESIDENT, '是')
    await vi.waitFor(() => expect(calls(rig, 'answerCallbackQuery')).toHaveLength(1), WAIT)
    expect(seen).toEqual([])
    away = false
    await vi.waitFor(() => expect(seen).toHaveLength(1), WAIT)
    expect(calls(rig, 'answerCallbackQuery')).toHaveLength(1)
  })
})

describe('in a group', () => {
  test('only what is meant for the desk is heard, with the mention cut off', async () => {
    const { channel, telegram, heard, hears } = await desk()
    telegram.says(GROUP, '今天天气不错', { from: 5 })
    telegram.says(GROUP, '@somebody_else 你好', { from: 5 })
    telegram.says(GROUP, '@Town_Desk_Bot 路灯坏了', { from: 5 })
    telegram.says(GROUP, '请问 @town_desk_bot 几点上班', { from: 6 })
    telegram.says(GROUP, '/bind@town_desk_bot ABC123', { from: 6 })
    telegram.says(GROUP, '/bind ABC123', { from: 6 })
    await hears(3)
    await channel.send({ channel: 'telegram', id: String(GROUP) }, { text: '八点半' })
    telegram.quotes(GROUP, '八点半', '谢谢', 6)
    await hears(4)
    expect(saidIn(heard)).toEqual(['路灯坏了', '请问 几点上班', '/bind ABC123', '谢谢'])
    expect(heard[0]).toMatchObject({ group: true, sender: '5', from: { id: String(GROUP) } })
    expect(heard[3]).toMatchObject({ sender: '6', quoted: '八点半' })
  })

  test('who taps is who is heard, and the answer goes to the group', async () => {
    const { channel, telegram, heard, hears } = await desk()
    telegram.meets(GROUP)
    await channel.send(
      { channel: 'telegram', id: String(GROUP) },
      { text: '?', choices: [{ label: '认领', value: 'claim:1' }] },
    )
    telegram.presses(GROUP, '认领', 9)
    await hears(1)
    expect(heard[0]).toMatchObject({ group: true, sender: '9', from: { id: String(GROUP) } })
  })

  test('anonymous admins are not taken for one and the same person everywhere', async () => {
    const { telegram, heard, hears } = await desk()
    const from = { id: 1087968824, is_bot: true, first_name: 'Group' }
    const said = (id: number) => ({
      message: {
        date: 1,
        chat: { id, type: 'supergroup' },
        from,
        sender_chat: { id },
        text: '/bind@town_desk_bot X',
        entities: [{ type: 'bot_command', offset: 0, length: 19 }],
      },
    })
    telegram.push(said(-1))
    telegram.push(said(-2))
    await hears(2)
    expect(new Set(heard.map((message) => message.sender))).toEqual(new Set(['-1', '-2']))
  })
})

describe('files', () => {
  test('a file larger than allowed is heard, and its bytes are not to be had', async () => {
    const { telegram, heard, files, hears } = await desk('polling', { maxFileBytes: 10 })
    telegram.sendsDocument(RESIDENT, { name: 'a.pdf', type: 'application/pdf', bytes: new Uint8Array(11) })
    await hears(1)
    expect(heard[0]?.body).toMatchObject({ kind: 'file', size: 11 })
    await expect(files[0]!()).rejects.toThrow('larger than 10 bytes')
  })

  test('a failed download says so without the address, which holds the token', async () => {
    const { telegram, files, hears } = await desk()
    for (const fault of [{ kind: 'drop' }, { kind: 'answer', status: 404 }] as const) {
      telegram.fault({ method: 'download', ...fault })
      telegram.sendsDocument(RESIDENT, { name: 'a.pdf', type: 'application/pdf', bytes: new Uint8Array(11) })
    }
    await hears(2)
    for (const file of files) {
      const error = await failure(file())
      expect(error).toBeInstanceOf(Error)
      expect(told(error)).not.toContain(TOKEN)
    }
  })

  test('a picture goes as a photo, and as a document when Telegram cannot show it', async () => {
    const { channel, telegram, resident, receives } = await desk()
    const picture = (first: number) => ({ name: '码.png', type: 'image/png', bytes: Uint8Array.of(first, 0x50, 1) })
    await channel.send(resident, { text: '扫码', file: picture(0x89) })
    await channel.send(resident, { text: '扫码', file: picture(0) })
    const sent = telegram.calls
      .filter(({ method }) => /^send/.test(method))
      .map(({ method, status }) => `${method} ${status}`)
    expect(sent).toEqual(['sendPhoto 200', 'sendPhoto 400', 'sendDocument 200'])
    expect((await receives()).map((file) => file.name)).toEqual(['码.png', '码.png'])
  })
})

describe('sending', () => {
  // prettier-ignore
  test.each([
    [429, 'Too Many Requests: retry after 3', { retry_after: 3 }, { verdict: 'retry', retryAfterMs: 3000, ambiguous: false }],
    [403, 'Forbidden: user is deactivated', undefined,            { verdict: 'unreachable' }],
    [403, 'Forbidden: bot was kicked from the group chat', undefined, { verdict: 'unreachable' }],
    [400, 'Bad Request: chat not found', undefined,               { verdict: 'unreachable' }],
    [400, "Bad Request: can't parse entities", undefined,         { verdict: 'refused' }],
    [404, 'Not Found', undefined,                                 { verdict: 'refused' }],
    [500, 'Internal Server Error', undefined,                     { verdict: 'retry', retryAfterMs: undefined, ambiguous: false }],
    [502, 'Bad Gateway', undefined,                               { verdict: 'retry' }],
  ])('%i %s', async (status, description, parameters, verdict) => {
    const { channel, telegram, resident } = await desk()
    telegram.fault({ method: 'sendMessage', kind: 'answer', status, description, ...(parameters ? { parameters } : {}) })
    expect(await failure(channel.send(resident, { text: '您好' }))).toMatchObject({ name: 'DeliveryError', ...verdict })
  })

  test('an answer that cannot be read may mean the message went', async () => {
    const { channel, telegram, resident, sees } = await desk()
    telegram.fault({ method: 'sendMessage', kind: 'garbage', done: true })
    const error = await failure(channel.send(resident, { text: '一段私密的话' }))
    expect(error).toMatchObject({ verdict: 'retry', ambiguous: true })
    expect(told(error)).not.toContain(TOKEN)
    expect(told(error)).not.toContain('私密')
    expect(await sees()).toEqual(['一段私密的话'])
  })

  test('a call that is never answered ends at its deadline', async () => {
    const { channel, telegram, resident } = await desk('polling', { deadlines: { send: 50 } })
    telegram.fault({ method: 'sendMessage', kind: 'hang' })
    expect(await failure(channel.send(resident, { text: '您好' }))).toMatchObject({ verdict: 'retry', ambiguous: true })
  })

  test('a connection never made is not ambiguous, and is the channel’s fault, not the message’s', async () => {
    const { channel, resident } = await desk('webhook', { apiRoot: 'http://127.0.0.1:1/', delay: forever })
    expect(await failure(channel.send(resident, { text: '您好' }))).toMatchObject({
      verdict: 'retry',
      ambiguous: false,
    })
    expect(channel.health()).toMatchObject({ state: 'down', why: expect.stringContaining('ECONNREFUSED') as string })
  })

  test('a token that is refused is told by health until it is taken again', async () => {
    const { channel, telegram, resident } = await desk()
    telegram.fault({ method: 'sendMessage', kind: 'answer', status: 401, description: 'Unauthorized' })
    expect(await failure(channel.send(resident, { text: '您好' }))).toMatchObject({
      verdict: 'retry',
      ambiguous: false,
    })
    expect(channel.health().state).toBe('down')
    await channel.send(resident, { text: '您好' })
    expect(channel.health().state).toBe('ready')
  })

  test('halves of characters and NUL are replaced: Telegram would refuse the whole message', async () => {
    const { channel, resident, sees } = await desk()
    await channel.send(resident, { text: 'a\0b\uDE00c' })
    expect(await sees()).toEqual(['a\uFFFDb\uFFFDc'])
  })

  test('a link without a public address is written out: Telegram refuses such buttons', async () => {
    const { channel, resident, sees } = await desk()
    await channel.send(resident, { text: '看这里', link: { label: '告知书', url: 'http://localhost:3000/n/1' } })
    expect(await sees()).toEqual(['看这里\n告知书：http://localhost:3000/n/1'])
  })

  test('what Telegram would never take is refused before it is sent', async () => {
    const { channel, resident, telegram } = await desk()
    const choice = { label: '是', value: '字'.repeat(22) }
    for (const message of [{ text: '长'.repeat(4097) }, { text: '?', choices: [choice] }])
      expect(await failure(channel.send(resident, message))).toMatchObject({ verdict: 'refused' })
    expect(telegram.sees(RESIDENT)).toEqual([])
  })

  test('a group that has become a supergroup is reached under its new number', async () => {
    const { channel, telegram } = await desk()
    telegram.meets(GROUP)
    telegram.fault({ method: 'sendMessage', kind: 'answer', status: 400, parameters: { migrate_to_chat_id: GROUP } })
    await channel.send({ channel: 'telegram', id: '-55' }, { text: '您好' })
    expect(telegram.sees(GROUP)).toHaveLength(1)
  })
})

/** A pause that only the end of the channel ends. */
const forever = (_ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

describe('by long poll', () => {
  test('a webhook left from before is taken off, and so is one set meanwhile', async () => {
    const { telegram, hears } = await desk()
    expect(telegram.calls.map(({ method }) => method).slice(0, 3)).toEqual(['getMe', 'deleteWebhook', 'setMyCommands'])
    await fetch(`${telegram.root}/bot${TOKEN}/setWebhook?url=http://127.0.0.1:1/x`)
    await vi.waitFor(() => expect(telegram.webhook).toBeUndefined(), WAIT)
    telegram.says(RESIDENT, '您好')
    await hears(1)
  })

  test('another program that polls with the same token is told by health', async () => {
    const { channel, telegram } = await desk()
    const description = 'Conflict: terminated by other getUpdates request'
    telegram.fault({ method: 'getUpdates', kind: 'answer', status: 409, description, times: Infinity })
    await vi.waitFor(
      () => expect(channel.health()).toMatchObject({ state: 'down', why: expect.stringContaining('409') as string }),
      WAIT,
    )
    telegram.heal()
    await vi.waitFor(() => expect(channel.health().state).toBe('ready'), WAIT)
  })

  test('what could not be stored holds back the acknowledgement of what came with it, and nothing is skipped', async () => {
    const rig = await telegramRig()
    open.push(rig)
    for (const text of ['一', '二', '三']) rig.telegram.says(RESIDENT, text)
    rig.telegram.says(7002, '别人')
    const stored: string[] = []
    const kept: number[] = []
    let refusals = 3
    await rig.channel.start(async ({ body }) => {
      const text = body.kind === 'text' ? body.text : ''
      if (text === '二' && refusals-- > 0) {
        kept.push(rig.telegram.world.updates.length)
        throw new Error('away')
      }
      stored.push(text)
    })
    await vi.waitFor(() => expect(rig.telegram.world.updates).toEqual([]), WAIT)
    expect(stored.filter((text) => text !== '别人')).toEqual(['一', '二', '三'])
    expect(stored).toHaveLength(4)
    expect(kept).toEqual([4, 4, 4])
  })

  test('stopped while the database is away, it leaves the message with Telegram for the next start', async () => {
    const rig = await telegramRig('polling', { delay: forever })
    open.push(rig)
    let tried = 0
    await rig.channel.start(async () => {
      tried++
      throw new Error('away')
    })
    rig.telegram.says(RESIDENT, '您好')
    await vi.waitFor(() => expect(tried).toBe(1), WAIT)
    await rig.channel.stop()
    const heard: Incoming[] = []
    await rig.channel.start(async (message) => void heard.push(message))
    await vi.waitFor(() => expect(saidIn(heard)).toEqual(['您好']), WAIT)
  })

  test('stored messages are acknowledged when it stops', async () => {
    const { channel, telegram, hears } = await desk()
    telegram.says(RESIDENT, '您好')
    await hears(1)
    await channel.stop()
    expect(telegram.world.updates).toEqual([])
  })

  test('rests exactly as long as Telegram says', async () => {
    const rests: number[] = []
    const { channel, telegram } = await desk('polling', { delay: async (ms) => void rests.push(ms) })
    telegram.fault({ method: 'getUpdates', kind: 'answer', status: 429, parameters: { retry_after: 11 } })
    await vi.waitFor(() => expect(rests).toEqual([11_000]), WAIT)
    await vi.waitFor(() => expect(channel.health().state).toBe('ready'), WAIT)
  })

  test('a poll that is never answered is given up and begun again', async () => {
    const { telegram, hears } = await desk('polling', { pollSeconds: 0.03, deadlines: { poll: 30 } })
    telegram.fault({ method: 'getUpdates', kind: 'hang' })
    telegram.says(RESIDENT, '您好')
    await hears(1)
  })

  test('the token is in no log line, whatever fails', async () => {
    const { channel, telegram, resident, hears, logged } = await desk()
    for (const kind of ['drop', 'garbage', 'answer'] as const) {
      telegram.fault({ method: 'getUpdates', kind })
      telegram.fault({ method: 'sendMessage', kind })
      await failure(channel.send(resident, { text: '您好' }))
    }
    telegram.says(RESIDENT, '您好')
    await hears(1)
    expect(logged.length).toBeGreaterThan(0)
    expect(logged.join('\n')).not.toContain(TOKEN)
    expect(logged.join('\n')).not.toContain('您好')
  })
})

test.each(['polling', 'webhook'] as const)(
  'by %s, what was written while the desk was off is heard',
  async (receiving) => {
    const rig = await telegramRig(receiving)
    open.push(rig)
    rig.telegram.says(RESIDENT, '夜里写的')
    const heard: Incoming[] = []
    await rig.channel.start(async (message) => void heard.push(message))
    await vi.waitFor(() => expect(saidIn(heard)).toEqual(['夜里写的']), WAIT)
  },
)

describe('by webhook', () => {
  const text = (update_id: number) => ({
    update_id,
    message: { date: 1, chat: { id: RESIDENT, type: 'private' }, text: '您好' },
  })

  test('is set with its secret and the kinds wanted', async () => {
    const { telegram, logged } = await desk('webhook')
    expect(telegram.webhook?.secret).toBe(SECRET)
    expect(calls({ telegram } as TelegramRig, 'setWebhook')[0]?.params).toMatchObject({
      allowed_updates: ['message', 'callback_query'],
    })
    expect(logged.join('\n')).not.toContain(SECRET)
  })

  test('a wrong or missing secret is turned away, and nothing is heard', async () => {
    const { channel, heard } = await desk('webhook')
    for (const secret of [undefined, '', 'wrong', `${SECRET}x`])
      expect(await channel.handleWebhook(secret, text(1))).toEqual({ status: 401 })
    expect(heard).toEqual([])
  })

  test('one conversation is stored in the order it came, however Telegram hurries', async () => {
    const rig = await telegramRig('webhook')
    open.push(rig)
    const stored: string[] = []
    let letGo: () => void = () => undefined
    const first = new Promise<void>((resolve) => (letGo = resolve))
    await rig.channel.start(async ({ id }) => {
      if (id === 'u1') await first
      stored.push(id)
    })
    const answers = [1, 2, 3].map((id) => rig.channel.handleWebhook(SECRET, text(id)))
    letGo()
    expect(await Promise.all(answers)).toEqual([{ status: 200 }, { status: 200 }, { status: 200 }])
    expect(stored).toEqual(['u1', 'u2', 'u3'])
  })

  test('more than can be stored at once is refused at once, for Telegram to deliver again', async () => {
    const rig = await telegramRig('webhook')
    open.push(rig)
    let letGo: () => void = () => undefined
    const disk = new Promise<void>((resolve) => (letGo = resolve))
    await rig.channel.start(() => disk)
    const waiting = Array.from({ length: 100 }, (_, id) => rig.channel.handleWebhook(SECRET, text(id)))
    expect(await rig.channel.handleWebhook(SECRET, text(100))).toEqual({ status: 503 })
    letGo()
    expect((await Promise.all(waiting)).every(({ status }) => status === 200)).toBe(true)
    expect(await rig.channel.handleWebhook(SECRET, text(100))).toEqual({ status: 200 })
  })

  test('a body that is no update is turned away', async () => {
    const { channel } = await desk('webhook')
    for (const body of [undefined, null, 'x', [], {}, { update_id: '7' }])
      expect(await channel.handleWebhook(SECRET, body)).toEqual({ status: 400 })
  })

  test('answers 503 before it started, when nothing could be stored, and after it stopped', async () => {
    const rig = await telegramRig('webhook')
    open.push(rig)
    expect(await rig.channel.handleWebhook(SECRET, text(1))).toEqual({ status: 503 })
    let away = true
    await rig.channel.start(async () => {
      if (away) throw new Error('away')
    })
    expect(await rig.channel.handleWebhook(SECRET, text(2))).toEqual({ status: 503 })
    away = false
    expect(await rig.channel.handleWebhook(SECRET, text(2))).toEqual({ status: 200 })
    await rig.channel.stop()
    expect(await rig.channel.handleWebhook(SECRET, text(3))).toEqual({ status: 503 })
  })

  test('a webhook taken off by somebody is set again', async () => {
    const { telegram, hears } = await desk('webhook')
    await fetch(`${telegram.root}/bot${TOKEN}/deleteWebhook`)
    await vi.waitFor(() => expect(telegram.webhook?.secret).toBe(SECRET), WAIT)
    telegram.says(RESIDENT, '您好')
    await hears(1)
  })

  test('a channel that polls takes no webhook', async () => {
    const { channel } = await desk('polling')
    expect(await channel.handleWebhook(SECRET, text(1))).toEqual({ status: 401 })
  })
})
