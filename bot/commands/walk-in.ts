/** A walk-in or a caller: registered for them, and phoned when there is news: 代办登记, 联系方式. */
import type { Staff } from '../../core/case/case.ts'
import { privacyRule } from '../../core/case/privacy.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { sayDue } from '../../core/case/plan.ts'
import { CONTACT } from '../../core/messages/contact.ts'
import { readContact } from '../../core/privacy/contact.ts'
import { maskPersonal, WHERE } from '../../core/privacy/mask.ts'
import { openCase, situation } from '../../db/cases.ts'
import { lookAtContact, mayCall, mayKeep, sealContact } from '../../db/particulars.ts'
import { type Reply, say, type Turn } from '../dialogue/context.ts'
import { departmentFor } from '../dialogue/open.ts'
import { actorOf } from '../perform.ts'
import { findCase } from './act.ts'
import type { Command } from './parse.ts'

const isDomestic = (turn: Turn): boolean =>
  turn.set.world.town.rules.domesticChannels.includes(turn.conversation.channel)

/** '李庄路灯坏了，来电 联系人 张大爷 13812345678': what it is about, and who to call. */
const WHO = /[\s,，。；;]*(?:联系人|来电人|来访人|联系方式)[\s:：]*(.+)$/s

/** 代办登记: who takes it is the first responder. */
export async function intake(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const raw = `${command.number ?? ''} ${command.rest}`.trim()
  if (!raw) return say(turn, '登记什么事？例：代办登记 李庄路灯坏了，来电 联系人 张大爷 13812345678')
  const named = WHO.exec(raw)
  const contact = readContact(named?.[1] ?? '') ?? onlyPhone(raw)
  const { text } = maskPersonal((named ? raw.slice(0, named.index) : raw).trim() || raw, WHERE)
  const kept = isDomestic(turn) && mayKeep(turn.set) ? contact : null
  const u = turn.understand(text)
  const at = await openCase(turn.tx, turn.set, {
    kind: 'report',
    text,
    item: null,
    department: departmentFor(turn, null, u.department?.code ?? staff.department),
    residentId: null,
    conversationId: null,
    particulars: sealContact(turn.set, kept),
    origin: 'counter',
    metBy: staff,
  })
  const p = at.promises.find((x) => x.purpose === 'answer')
  const short = at.case.number.slice(-4)
  return {
    ...say(
      turn,
      [
        `已登记 ${at.case.number}，查询码 ${at.case.lookupCode}（请抄给本人）。您是首问责任人。`,
        p ? `答复期限：${sayDue(p, turn.set.now)}` : '',
        kept ? `电话存好了，要打时发：联系方式 ${short}` : contact?.phone ? CONTACT.notKept : '',
        `有结果先电话告诉本人，再发：联系 ${short} 说了什么`,
      ]
        .filter(Boolean)
        .join('\n'),
    ),
    masked: [],
  }
}

const onlyPhone = (text: string): { name: string; phone: string } | null => {
  const phone = readContact(text)?.phone
  return phone ? { name: '', phone } : null
}

/** 联系方式 0007: the name and number, for those who work on it; each look is written down. */
export async function contact(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (!command.number) return say(turn, '看哪一件的？例：联系方式 0007')
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  const actor = await actorOf(turn, staff)
  const at = await situation(turn.tx, c.id)
  const roles = rolesOf(actor, at.case, at.requests, turn.set.world.town)
  if (!mayCall(roles)) return say(turn, CONTACT.staffNot)
  if (!isDomestic(turn)) return say(turn, CONTACT.staffDomestic)
  const found = await lookAtContact(turn.tx, turn.set, at.case, actor)
  return say(
    turn,
    found ? [CONTACT.staff(c.number, found), privacyRule(c)].filter(Boolean).join('\n') : CONTACT.staffNone(c.number),
  )
}
