/** An alarm and what is said after it: every word of it reaches who is on duty, and nothing but a clear question leaves it. */
import type { Town } from '../../core/town.ts'
import type { Danger, Understanding } from '../../core/answer/understand.ts'
import type { Outgoing } from '../../core/channel.ts'
import { alarmWaits } from '../../core/case/alarm.ts'
import { besideDenial, deniesDanger, onlyJoked } from '../../core/answer/danger/denied.ts'
import { staysWith } from '../../core/answer/danger/same.ts'
import { ofAnother } from '../../core/answer/danger/of-another.ts'
import { meanwhile } from '../../core/messages/danger.ts'
import { clausesOf } from '../../core/input/case-talk.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { casesOfResident, OPEN_STATES } from '../../db/cases/find-cases.ts'
import type { DialogueMemory } from '../../db/people/conversations.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import { SURE } from '../../core/answer/model/acts.ts'
import { openResidentCase } from './open-case.ts'
import { performResidentAction } from './resident-cases.ts'
import type { Reply, Turn } from './turn.ts'

type Alarm = NonNullable<DialogueMemory['alarm']>
/** What is needed to hand words on. */
type Told = Pick<Alarm, 'caseId' | 'number' | 'heard'>

/** An alarm is spoken of for so long. */
const ALARM_MS = 30 * 60_000
const OPEN: readonly string[] = OPEN_STATES

/** So much of what raised it is kept, to be answered after all. */
const MOST_TOLD = 500

/** So much of one alarm is handed on; whoever cries on is told the numbers all the same. */
const MOST_HEARD = 12

/** What is asked after all by somebody who was misheard: their words, as what comes before said they are meant. */
export interface Misheard {
  readonly say: readonly Outgoing[]
  readonly messages: NonNullable<Reply['messages']>
  readonly memory: DialogueMemory
  /** What they say beside the denial, and what the alarm was raised for. */
  readonly rest: string
  readonly told: string
}

/**
 * Somebody in an alarm says that nobody is in danger, or that something else was meant: believed at once, who is on duty
 * is told, and what they came for is answered. Null: no alarm, or no denial.
 */
export async function misheardAlarm(turn: Turn, text: string): Promise<Misheard | null> {
  if (!deniesDanger(text)) return null
  const going = await alarmOf(turn)
  if (!going) return null
  const rest = besideDenial(text)
  // another danger than the one denied: "没撞车，他是胸口疼"
  if (rest !== '' && turn.understand(rest).decision === 'urgent') return null
  const { alarm: _, ...memory } = turn.memory
  const at = turn.ctx.now.toISOString()
  return {
    say: [{ text: DIALOGUE.misheard(going.danger, going.number) }],
    messages: await tellDuty(turn, going, text, true),
    memory: { ...memory, at, calmAt: at },
    rest,
    told: onlyJoked(text) ? '' : (going.told ?? ''),
  }
}

/** The alarm still spoken of, where its case is open. */
export async function alarmOf(turn: Turn): Promise<Alarm | null> {
  const { alarm } = turn.memory
  const { personId } = turn.conversation
  if (!alarm || personId === null || turn.group) return null
  if (Math.abs(turn.ctx.now.getTime() - Date.parse(alarm.at)) > ALARM_MS) return null
  const own = await casesOfResident(turn.tx, personId)
  return own.some((c) => c.id === alarm.caseId && OPEN.includes(c.state)) ? alarm : null
}

/** Somebody has said yes to "is somebody in danger now?": the numbers, and a case from what was written. */
export function alarm(turn: Turn): Promise<Reply> {
  const told = turn.memory.question?.text
  const danger = told === undefined ? null : turn.understand(told).danger
  const said = [{ text: DIALOGUE.urgent(danger, told) }]
  return raiseAlarm(turn, told ?? '有人说现在有危险', said, turn.memory, danger)
}

/** The numbers first, always; then a case for who is on duty, or the one that is of the same alarm already. */
export async function raiseAlarm(
  turn: Turn,
  text: string,
  said: readonly Outgoing[],
  memory: DialogueMemory,
  danger: Understanding['danger'],
): Promise<Reply> {
  const at = turn.ctx.now.toISOString()
  const says = said.at(-1)?.text ?? ''
  const going = await alarmOf(turn)
  if (going) {
    // half a sentence of the same alarm brings no script of another danger
    const same = staysWith(going.danger, danger, text)
    const again = EASED.test(text)
      ? [{ text: DIALOGUE.alarmEased(going.number) }]
      : CALLED.test(text)
        ? [{ text: DIALOGUE.alarmCalled(going.number) }]
        : [{ text: going.says }, { text: DIALOGUE.alarmGoesOn(going.number) }]
    return {
      say: same ? again : [...said, { text: DIALOGUE.alarmGoesOn(going.number) }],
      memory: { ...memory, at, alarm: { ...going, at, heard: going.heard + 1, ...(same ? {} : { says, danger }) } },
      messages: await tellDuty(turn, going, text),
    }
  }
  const opened = await openResidentCase(
    turn,
    { kind: 'report', text, item: null, department: emergencyDesk(turn.ctx.townContext.town), alarm: true },
    [],
    { quotas: ['urgent'] },
  )
  if ('over' in opened) return { say: [...said, { text: DIALOGUE.urgentAgain }], memory }
  return {
    say: [...said, { text: DIALOGUE.urgentCase(opened.number, '在安全的地方等。') }],
    messages: opened.messages,
    // what was spoken of before waits: nothing said in an alarm is of it
    memory: {
      ...withoutMatter(memory),
      at,
      alarm: {
        caseId: opened.caseId,
        number: opened.number,
        at,
        says,
        danger,
        heard: 0,
        told: turn.redact(text, WHERE).text.slice(0, MOST_TOLD),
      },
    },
  }
}

const withoutMatter = ({ item: _i, facet: _f, offered: _o, question: _q, ...rest }: DialogueMemory): DialogueMemory =>
  rest

/** Hands the words on to who is on duty; the letters. `noDanger`: nobody is called again. */
async function tellDuty(
  turn: Turn,
  alarm: Told,
  text: string,
  noDanger = false,
): Promise<NonNullable<Reply['messages']>> {
  if (alarm.heard >= MOST_HEARD && !noDanger) return []
  const told = await performResidentAction(turn, alarm.caseId, 'say', { text: turn.redact(text, WHERE).text, noDanger })
  return told.messages ?? []
}

/** It is over, by the words themselves: a tap that was closed is not yet. */
const OVER =
  /没事|不用(来|了)|好了|平安|虚惊|弄错|搞错|误会|安全了|(救|捞|拉|接|抬|送)(上|出|走|到|来)|灭了|(来|到)了$|找(到|着).{0,2}了|找回|(在|送|到).{0,3}(医院|卫生院|急诊)|洗胃|醒了|过去了|不疼了|缓过来|(没|莫得|冇)(得|有)?(大|啥|什么)事|莫得事|冇事/u
/** Over in so many words, whatever else is told with it. */
const ENDED = /找(到|着).{0,2}了|找回|救(上|出)来|捞上来|灭了|醒了|虚惊|人(没事|平安)|安全了/u
/** What ends one kind of danger, and may be the worst of another: "拽走了" of a child. */
const MONEY_SAFE = /(一分|分文)(钱)?(都)?没(少|丢)|(钱|款|卡|账).{0,6}(追回|冻(上|住|结))/u
const DRAWN_AWAY =
  /(让|被|叫)(他|她)(媳妇|老婆|妈|爹|爸|家里人?|对象|老公|男人|儿子|闺女).{0,3}(拽|劝|拉|撵|弄)(走|开|回)/u
const ENDS: Readonly<Partial<Record<Danger, RegExp>>> = {
  fraud: MONEY_SAFE,
  threat: DRAWN_AWAY,
  violence: DRAWN_AWAY,
}
/** "他又来了", "还没醒": it goes on, whatever else the words say. */
const GOES_ON = /又|还(在|是|没|有)|没(?!(大|啥|什么)?事|少|丢|伤)|更|越/u
/** Hoped, not known. */
const HOPED = /兴许|可能|也许|大概|说不定|(应该|估计|过去|没事)[^，,。]{0,4}吧/u
/** Dangers of people, which nothing broken in a street is part of. */
const OF_PERSONS: ReadonlySet<Danger> = new Set(['selfharm', 'violence', 'threat', 'sexual', 'fraud', 'illness', 'poison', 'food']) // prettier-ignore
/** A goodbye or thanks is no longer; what is told of a danger may sound like one. */
const A_WORD = 8
/** Talk that goes its own way. */
const APART: ReadonlySet<string> = new Set(['thanks', 'bye', 'greet', 'joke', 'who', 'privacy', 'withdraw'])

/** Of the help that is on its way or of the place itself, whatever matter of the office shares the words. */
const OF_HELP =
  /119|120|110|122|12110|95598|派出所|电话(是)?(多少|几号)|号码|救护车|消防|警察|民警|接线|值班|电话.{0,4}(打|没人|占线|不通)|(开|关|拉).{0,2}(灯|窗|门|闸|阀)|往(哪|外|里)(跑|走)|(能|要|敢)不(能|要|敢)(动|进|出|下|喂|喝)|现在(咋|怎么|能|要|可)|接下来|他们?(问|说)/u
/** Of whoever the alarm is for. */
const OF_SOMEBODY = /他|她/u
/** A matter of the office in so many words. */
const PLAINLY = 0.6
/** So surely a matter that a weak sign of danger beside it holds nobody. */
const BEYOND_DOUBT = 0.9
/** Whether a clear question leaves the alarm. */
function leaves(u: Understanding, text: string): boolean {
  if (OF_HELP.test(text) || !ASKING.test(text)) return false
  if (u.perhapsDanger) return u.decision === 'answer' && (u.candidates[0]?.score ?? 0) >= BEYOND_DOUBT
  if ((u.elsewhere !== null && !OF_SOMEBODY.test(text)) || u.smalltalk === 'office') return true
  return u.decision === 'answer' && (u.candidates[0]?.score ?? 0) >= PLAINLY
}

const HUNG_UP = /挂(了|断|掉)/u
/** The number was rung already. */
const CALLED = /(打|拨|叫|报)(了|过|通)(一?个)?.{0,2}(120|119|110|122|急救|救护车|火警|警)|已经(打|报|叫)/u
/** It is easier now, which may deceive. */
const EASED = /不(疼|痛|流|烫|喘|闷)了|好(点|些|多)了|缓(过来|和)|轻(点|些)了/u
/** Asked by whoever answers the call. */
const WHERE_ASKED = /问.{0,6}(在哪|哪里|哪儿|地址|位置|啥地方|什么地方|怎么走)|(地址|位置|在哪).{0,4}(咋|怎么)说/u

/** What is said within half an hour of an alarm; null: no alarm, or something else is plainly asked. */
export async function afterAlarm(turn: Turn, text: string, u: Understanding): Promise<Reply | null> {
  if (u.decision === 'urgent') return null
  const going = await alarmOf(turn)
  if (!going) return null
  if (leaves(u, text)) return null
  const calms = u.act === 'safe' || u.act === 'solved' || u.actSure < SURE
  const ends =
    (going.danger !== null && ENDS[going.danger]?.test(text)) || ((calms || ENDED.test(text)) && OVER.test(text))
  const over = ends && !GOES_ON.test(text) && !HOPED.test(text) && !ASKING.test(text)
  if (over) return endAlarm(turn, going, text)
  // a street lamp after a cry of despair is a street lamp; after a leak it may be the leak
  if (u.report !== null && !u.perhapsDanger && going.danger !== null && OF_PERSONS.has(going.danger)) return null
  // "那我挂了" to whoever was on the line is no goodbye
  const hungUp = going.danger === 'fraud' && HUNG_UP.test(text)
  if (u.actSure >= SURE && APART.has(u.act) && !hungUp && text.length <= A_WORD) return null
  const messages = await tellDuty(turn, going, text)
  // the same danger told on: what to do holds; another beside it: what to do about it is said too
  const stays = u.perhapsDanger && staysWith(going.danger, u.danger, text)
  const beside = u.perhapsDanger && !stays ? `\n${meanwhile(u.danger, text)}` : ''
  const answer =
    going.danger === 'selfharm'
      ? DIALOGUE.alarmStay(going.number, ofAnother(`${going.told ?? ''}，${text}`))
      : hungUp
        ? DIALOGUE.hungUp
        : WHERE_ASKED.test(text)
          ? DIALOGUE.alarmWhere(going.number)
          : CALLED.test(text)
            ? DIALOGUE.alarmCalled(going.number)
            : clausesOf(text).some((clause) => ASKING.test(clause))
              ? DIALOGUE.alarmAsks(going.says)
              : stays || going.danger === 'fraud'
                ? `${going.says}\n${DIALOGUE.alarmGoesOn(going.number)}`
                : DIALOGUE.alarmHeard(going.number)
  const memory = { ...turn.memory, alarm: { ...going, heard: going.heard + 1 } }
  return { say: [{ text: `${answer}${beside}` }], memory, messages }
}

/** 没事了, as a word by itself: however long ago, while staff are still called. Null: no alarm, or the word ends none. */
export async function alarmOver(turn: Turn, text: string): Promise<Reply | null> {
  const { personId } = turn.conversation
  if (!OVER.test(text) || personId === null || turn.group) return null
  const going = await alarmOf(turn)
  if (going) return endAlarm(turn, going, text)
  const waits = (await casesOfResident(turn.tx, personId)).find((c) => alarmWaits(c) && OPEN.includes(c.state))
  return waits ? endAlarm(turn, { caseId: waits.id, number: waits.number, heard: 0 }, text) : null
}

async function endAlarm(turn: Turn, going: Told, text: string): Promise<Reply> {
  const { alarm: _, ...memory } = turn.memory
  const messages = await tellDuty(turn, going, text, true)
  return { say: [{ text: DIALOGUE.alarmOver(going.number) }], memory, messages }
}

/** Whoever has emergencies among its duties or its words; the front desk where nobody has. */
const emergencyDesk = (town: Town): string =>
  town.departments.find((d) => [...d.duties, ...d.keywords].some((w) => w.includes('应急')))?.code ?? town.fallback
