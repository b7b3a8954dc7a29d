/** A walk-in or a caller: registered for them, and phoned when there is news: 代办登记, 联系方式. */
import type { Staff } from '../../core/case/case.ts'
import { privacyRule } from '../../core/case/privacy-mark.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { formatDue } from '../../core/case/message-to-resident.ts'
import { CONTACT } from '../../core/messages/contact.ts'
import { readContact } from '../../core/input/contact.ts'
import { findPhone } from '../../core/input/phone.ts'
import { findPersonalNumbers } from '../../core/privacy/personal-numbers.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { readContactLogged, mayReadContact } from '../../db/people/contact-details.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import { registerAtCounter } from '../../services/intake/register-at-counter.ts'
import { staffActor } from '../../services/staff-action.ts'
import { findCase } from './case-action.ts'
import type { Command } from './parse-command.ts'

const isDomestic = (turn: Turn): boolean =>
  turn.ctx.townContext.town.rules.domesticChannels.includes(turn.conversation.channel)

/** '李庄路灯坏了，来电 联系人 张大爷 13812345678': what it is about, and who to call. */
const WHO = /[\s,，。；;]*(?:联系人|来电人|来访人|联系方式)[\s:：]*(.+)$/s

/** 代办登记: who takes it is the first responder. */
export async function intake(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const raw = command.whole
  if (!raw) return say(turn, '登记什么事？例：代办登记 李庄路灯坏了，来电 联系人 张大爷 13812345678')
  const named = WHO.exec(raw)
  const read = named ? readContact(named[1]!) : null
  if (read && !read.ok) return { ...say(turn, `没有登记：${CONTACT.unread(read)}`), masked: [] }
  const contact = read?.contact ?? onlyPhone(raw)
  const { text } = turn.redact((named ? raw.slice(0, named.index) : raw).trim() || raw, WHERE)
  const kept = isDomestic(turn) ? contact : null
  const u = turn.understand(text)
  const { caseContext, code, letters } = await registerAtCounter(turn.tx, turn.ctx, staff, {
    kind: 'report',
    text,
    item: null,
    contact: kept,
    how: 'counter',
    proposed: u.department?.code ?? staff.department,
  })
  const p = caseContext.promises.find((x) => x.purpose === 'answer')
  const short = caseContext.case.number.slice(-4)
  return {
    ...say(
      turn,
      [
        `已登记 ${caseContext.case.number}，查询码 ${code}（请抄给本人）。您是首问责任人。`,
        p ? `答复期限：${formatDue(p, turn.ctx.now)}` : '',
        kept ? `电话存好了，要打时发：联系方式 ${short}` : contact?.phone ? CONTACT.notKept : '',
        `有结果先电话告诉本人，再发：联系 ${short} 说了什么`,
      ]
        .filter(Boolean)
        .join('\n'),
      { secret: { words: [code] } },
    ),
    messages: letters,
    masked: [],
  }
}

const onlyPhone = (text: string): { name: string; phone: string } | null => {
  const found = findPersonalNumbers(text).find(({ kind }) => kind === '手机号' || kind === '电话')
  const phone = found && findPhone(text.slice(found.from, found.to))?.read?.phone
  return phone ? { name: '', phone } : null
}

/** 联系方式 0007: the name and number, for those who work on it; each look is written down. */
export async function contact(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (!command.number) return say(turn, '看哪一件的？例：联系方式 0007')
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  const actor = await staffActor(turn, staff)
  const caseContext = await lockCaseContext(turn.tx, c.id)
  const roles = rolesOf(actor, caseContext.case, caseContext.requests, turn.ctx.townContext.town)
  if (!mayReadContact(roles)) return say(turn, CONTACT.staffNot)
  if (!isDomestic(turn)) return say(turn, CONTACT.staffDomestic)
  const found = await readContactLogged(turn.tx, turn.ctx, caseContext.case, actor)
  return say(
    turn,
    found ? [CONTACT.staff(c.number, found), privacyRule(c)].filter(Boolean).join('\n') : CONTACT.staffNone(c.number),
  )
}
