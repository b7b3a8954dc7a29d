/** Voice messages: what was heard is shown back, danger is acted on at once, and what nobody understood reaches a person. */
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeTranscriber, type Transcribe } from '../../adapters/speech.ts'
import { rows } from '../../db/rows.ts'
import { sql } from 'drizzle-orm'
import { readFile } from '../../db/files/files.ts'
import { amr, ogg } from '../support/recordings.ts'
import { quiet } from '../support/quiet.ts'
import { speechStandin } from '../support/speech-standin.ts'
import type { TestDesk } from '../support/desk.ts'
import { newcomers, offered, openDesk, pass, saidTo, tablesHolding, turn } from './rig.ts'

let on = true
const someone = newcomers('老人')
const voice = (more: object = {}) => ({ kind: 'voice', name: '语音.amr', type: 'audio/amr', size: 0, ...more }) as const

const server = await speechStandin()
afterAll(() => server.close())
const real = makeTranscriber({ url: server.url, key: null, model: 'm', now: () => desk.now, log: quiet, limitMs: 2000 }) // prettier-ignore
const transcribe: Transcribe = async (recording) => (on ? real(recording) : null)
const desk: TestDesk = await openDesk({ 王芳: 'DQZX', 石磊: 'GGB' }, { transcribe })
beforeEach(() => {
  on = true
  pass(desk, 3600_000)
})

/** Says it aloud; what the desk said to it. */
async function speaks(who: string, said: string | null, bytes: Uint8Array | null = amr(), more: object = {}) {
  if (said !== null) server.hears(said)
  return saidTo(desk, who, () => desk.sends(who, voice(more), bytes ?? undefined))
}
const taps = (who: string, value: string): Promise<string> => saidTo(desk, who, () => desk.taps(who, value))

/** The case of a person opened last: its words and the recordings in it. */
async function newest(who: string) {
  const [c] = await rows<{ id: number; text: string; kind: string; department: string }>(
    desk.database.db,
    sql`select c.id, c.text, c.kind, c.department from cases c join conversations v on v.person_id = c.resident_id where v.address = ${who} order by c.id desc limit 1`,
  )
  if (!c) return null
  const held = await rows<{ id: number }>(desk.database.db, sql`select file_id as id from case_files where case_id = ${c.id} order by id`) // prettier-ignore
  const files = await Promise.all(held.map((f) => readFile(desk.database, desk.requestContext().cipher, f.id)))
  return { ...c, files }
}

describe('heard and confirmed', () => {
  test('a question is shown back, and answered as if typed; its recording goes with it, should it be registered', async () => {
    const who = someone()
    expect(await speaks(who, '办低保要什么材料')).toMatch(/^我听到的是：“办低保要什么材料”，对吗？/)
    expect(offered(desk, who)).toEqual(['对', '不对，我再说一遍', '请人听'])
    expect(await taps(who, 'heard:yes')).toMatch(/户口/)
    expect(await newest(who)).toBeNull()
    await turn(desk, who, '人工')
    expect((await newest(who))!.files).toHaveLength(1)
  })

  test('a report goes to its department with the recording, sealed and whole', async () => {
    const who = someone()
    const recording = amr(5000)
    await speaks(who, '我们村东头的路灯坏了好几天', recording)
    await taps(who, 'heard:yes')
    await turn(desk, who, '登记')
    const c = (await newest(who))!
    expect(c).toMatchObject({ text: '我们村东头的路灯坏了好几天', department: 'GGB' })
    expect(c.files.map((f) => [f!.type, Buffer.from(f!.bytes).equals(recording)])).toEqual([['audio/amr', true]])
    expect(desk.last('石磊')).toContain('路灯坏了好几天')
  })

  test('what goes on with a case is put into it with its recording', async () => {
    const who = someone()
    await turn(desk, who, '村西头的井盖没了')
    await turn(desk, who, '登记')
    await speaks(who, '就在小卖部门口，已经有人踩空了')
    await taps(who, 'heard:yes')
    expect((await newest(who))!.files).toHaveLength(1)
  })

  test('yes, no, a person and other words are understood when typed', async () => {
    const who = someone()
    await speaks(who, '办低保要什么材料')
    expect(await turn(desk, who, '对的')).toMatch(/户口/)
    await speaks(who, '办第宝')
    expect(await turn(desk, who, '不对')).toMatch(/再说一遍.*打字/)
    await speaks(who, '办第宝要多久')
    expect(await turn(desk, who, '办残疾证要带什么')).toMatch(/残疾/)
    await speaks(who, '那个啥')
    expect(await turn(desk, who, '人工')).toMatch(/录音已交给党群服务中心.*前答复您/)
  })

  test('an application goes on under it: what was asked is what is answered', async () => {
    const who = someone()
    await desk.taps(who, 'apply:dibao')
    await speaks(who, '给自己办')
    expect(await taps(who, 'heard:yes')).toMatch(/低保要这些/)
  })

  test('numbers that were spoken are masked wherever they are kept', async () => {
    const who = someone()
    const said = await speaks(who, '我身份证号是120225198001015678，路灯坏了')
    expect(said).not.toContain('120225198001015678')
    await taps(who, 'heard:person')
    expect(await tablesHolding(desk.database, ['120225198001015678'])).toEqual([])
  })
})

describe('danger', () => {
  test('in what was heard is acted on at once, without asking', async () => {
    const who = someone()
    const said = await speaks(who, '快来人，我家厨房着火了')
    expect(said).toMatch(/^.*119/)
    expect(said).not.toContain('对吗')
    expect(said).toMatch(/我听到的是：“快来人，我家厨房着火了”/)
    const c = (await newest(who))!
    expect(c.files).toHaveLength(1)
    expect(desk.seen('王芳').concat(desk.seen('石磊')).map((m) => m.text).join()).toContain('紧急') // prettier-ignore
    // what is said on is handed on unasked; what nobody understood as well
    expect(await speaks(who, '火越来越大了')).not.toContain('对吗')
    on = false
    expect(await speaks(who, null)).toMatch(new RegExp('录音已放进'))
    expect((await newest(who))!.files).toHaveLength(3)
  })
})

describe('nobody understood it', () => {
  test.each<[string, () => void]>([
    ['no recogniser', () => (on = false)],
    ['a recogniser at fault', () => server.answers((r) => r.writeHead(415).end())],
    ['one that lies', () => server.answers((r) => r.end('路灯'))],
    ['silence and noise', () => server.hears('谢谢观看')],
  ])('%s: the recording is a case, and a person listens', async (_, does) => {
    const who = someone()
    does()
    const said = await speaks(who, null)
    expect(said).toMatch(/^录音已交给党群服务中心的工作人员听，.+前答复您。/)
    expect(said).toMatch(/编号：BS\d{8}-\d{4}/)
    expect(await newest(who)).toMatchObject({ text: '（语音留言，请听录音）', files: [{ type: 'audio/amr' }] })
    expect(desk.last('王芳')).toContain('请听录音')
    // a second one is of the same matter
    expect(await speaks(who, null)).toMatch(/^录音已放进/)
    expect((await newest(who))!.files).toHaveLength(2)
  })

  test('asked for a person: what the machine heard goes along, marked as nobody’s word', async () => {
    const who = someone()
    await speaks(who, '我嘞地叫淹嘞')
    expect(await taps(who, 'heard:person')).toMatch(/^录音已交给/)
    const c = (await newest(who))!
    expect(c.text).toMatch(/没有确认：“我嘞地叫淹嘞”/)
    expect(c.files).toHaveLength(1)
    expect(await taps(who, 'heard:yes')).toMatch(/过期/)
  })

  test.each<[string, Uint8Array | null, object]>([
    ['no bytes', null, {}],
    ['0 bytes', new Uint8Array(), {}],
    ['a picture by another name', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), {}],
    ['20 MB', Buffer.concat([amr(), Buffer.alloc(20_000_000)]), {}],
  ])('%s: said so, with what to do', async (_, bytes, more) => {
    expect(await speaks(someone(), '不该听到', bytes, more)).toMatch(/语音没收到，请再说一遍.*打字/)
    expect(server.asked.at(-1)?.file.bytes.length ?? 0).toBeLessThan(10_000)
  })

  test('what the platform itself recognised is taken where our own recogniser is off', async () => {
    on = false
    const who = someone()
    expect(await speaks(who, null, ogg(), { heard: '几点上班' })).toMatch(/我听到的是：“几点上班”/)
  })
})

test('while one is listened to, another is answered', async () => {
  let go: (() => void) | null = null
  server.answers((r) => (go = () => r.end('{"text":"听完了没有"}')))
  const [slow, quick] = [someone(), someone()]
  const speaking = desk.sends(slow, voice(), amr())
  await vi.waitFor(() => expect(go).not.toBeNull())
  const asking = turn(desk, quick, '办低保要什么材料')
  await vi.waitFor(() => expect(desk.last(quick)).toMatch(/户口/), { timeout: 1500 })
  expect(desk.seen(slow)).toEqual([])
  go!()
  await Promise.all([speaking, asking])
  expect(desk.last(slow)).toMatch(/听完了没有/)
})

test('staff are told to type', async () => {
  expect(await speaks('石磊', '办结')).toMatch(/请打字/)
})
