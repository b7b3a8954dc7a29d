/** 我的资料: what the desk holds on a person, as figures for the chat and as a text file. Source: 个人信息保护法 45. */
import { KINDS } from '../core/case/kinds.ts'
import { STATES } from '../core/case/lifecycle.ts'
import { formatDate, localDate, localTime } from '../core/date.ts'
import { eventLabel } from '../core/messages/action-labels.ts'
import { HOLDINGS_SAY, type HoldingFigures } from '../core/messages/holdings.ts'
import { maskContact } from '../core/privacy/kept-contact.ts'
import { itemOf } from '../core/town-context.ts'
import type { RequestContext } from '../db/context.ts'
import { contactOf } from '../db/people/contact-details.ts'
import { type PersonHoldings, personHoldings } from '../db/people/person-holdings.ts'
import { enqueue, type LeasedMessages } from '../db/queue/outbox.ts'
import { type FileStore, storeFile, UNATTACHED_MS } from '../db/files/files.ts'
import type { Tx } from '../db/types.ts'

const kindOf = (kind: string): string => (kind in KINDS ? KINDS[kind as keyof typeof KINDS].label : kind)
const stateOf = (state: string): string => (state in STATES ? STATES[state as keyof typeof STATES].label : state)

async function held(tx: Tx, ctx: RequestContext, personId: number) {
  const found = await personHoldings(tx, personId)
  const contact = await contactOf(tx, ctx, personId)
  return found && { found, contact: contact ? maskContact(contact) : '' }
}

/** How much is held; null where the person is not known any more. */
export async function holdingFigures(tx: Tx, ctx: RequestContext, personId: number): Promise<HoldingFigures | null> {
  const all = await held(tx, ctx, personId)
  if (!all) return null
  const { found, contact } = all
  const today = localDate(ctx.now)
  return {
    contact,
    confirmed: found.confirmedBy !== null,
    chats: found.chats.map((c) => ({ channel: c.channel, since: formatDate(localDate(new Date(c.since)), today) })),
    follows: found.follows.length,
    words: found.words.length,
    questions: found.questions.length,
    files: found.files.length,
    cases: found.cases.map((c) => ({ number: c.number, kind: kindOf(c.kind), state: stateOf(c.state) })),
    seconds: found.seconds,
    signups: found.signups,
    reads: found.reads.length,
  }
}

/** Everything, as a text a phone opens. Name and number stand in it masked: the file may be seen over a shoulder. */
function holdingsText(found: PersonHoldings, contact: string, ctx: RequestContext): string {
  const when = (at: string) => `${localDate(new Date(at))} ${localTime(new Date(at))}`
  const list = (title: string, lines: readonly string[]) => [`【${title}】${lines.length === 0 ? '没有' : ''}`, ...lines, '']
  const { town } = ctx.townContext
  return [
    `${town.authority} 我的资料  ${localDate(ctx.now)}`,
    '',
    ...list('姓名、电话', contact ? [contact] : []),
    ...list('办件（按档案规定保存）', found.cases.flatMap((c) => [
      `${c.number} ${kindOf(c.kind)} ${stateOf(c.state)}${c.item ? ` ${itemOf(ctx.townContext, c.item)?.name ?? ''}` : ''}  ${when(c.openedAt.toISOString())}`,
      `  ${c.text.replace(/\n/g, '\n  ')}`,
      ...(c.materials.length > 0 ? [`  材料：${c.materials.join('、')}`] : []),
      ...(c.notices.length > 0 ? [`  文书：${c.notices.join('、')}`] : []),
      ...(c.particulars ? ['  里面有您留的姓名电话（加密保存）'] : []),
      ...c.events.map((e) => `  · ${when(e.at)} ${eventLabel(e.action)}${e.text ? `：${e.text}` : ''}`),
    ])),
    ...list('凭查询码打开的办件', found.lookups.map((l) => `${l.number}  ${when(l.at)}`)),
    ...list('照片、文件', found.files.map((f) => `${f.name}（${Math.max(1, Math.round(f.size / 1024))}KB，${when(f.at)}${f.dropAt ? `，${when(f.dropAt)}删` : '，随办件保存'}）`)),
    ...list('聊天（最长留一年）', found.words.map((w) => `${when(w.at)} ${w.from === 'resident' ? '您' : '我们'}：${w.text}`)),
    ...list('问过的问题（个人信息已遮住）', found.questions.map((q) => `${when(q.at)} ${q.text}`)),
    ...list('订阅', found.follows.map((f) => f.value)),
    ...list('质询、附议、听证', [
      ...found.challenges.map((n) => `质询 ${n}`),
      ...(found.seconds > 0 ? [`附议 ${found.seconds} 次`] : []),
      ...(found.signups > 0 ? [`听证报名 ${found.signups} 次`] : []),
    ]),
    ...list('工作人员打开您的办件和文件', found.reads.map((r) => when(r.at))),
  ].join('\n')
} // prettier-ignore

/** Files of it, made after the message that asked for one is committed; what a stop interrupts is asked for again. */
export interface PersonalExports {
  readonly begin: (personId: number, conversationId: number) => void
  readonly stop: () => Promise<void>
}

export function makePersonalExports(o: {
  database: FileStore
  requestContext: () => RequestContext
  /** Sends what was queued, right after its commit. */
  send: (held: readonly LeasedMessages[]) => void
  log: { error(o: object, message: string): void }
}): PersonalExports {
  const going = new Set<Promise<void>>()
  const make = async (personId: number, conversationId: number): Promise<void> => {
    const ctx = o.requestContext()
    const all = await o.database.db.transaction((tx) => held(tx, ctx, personId))
    if (!all) return
    const bytes = new TextEncoder().encode(`\uFEFF${holdingsText(all.found, all.contact, ctx)}`)
    const name = HOLDINGS_SAY.fileName(localDate(ctx.now))
    const file = { name, type: 'text/plain', bytes }
    const fileId = await storeFile(o.database, ctx, file, { now: ctx.now, dropAfterMs: UNATTACHED_MS })
    const letter = { conversationId, message: { text: HOLDINGS_SAY.file }, fileId, urgency: 'answer', about: 'export' } as const // prettier-ignore
    o.send(await o.database.db.transaction((tx) => enqueue(tx, [letter], ctx.now)))
  }
  return {
    begin: (personId, conversationId) => {
      const one = make(personId, conversationId)
        .catch((error: unknown) =>
          o.log.error({ err: error instanceof Error ? error.name : 'unknown' }, 'a personal export failed'),
        ) // prettier-ignore
        .finally(() => going.delete(one))
      going.add(one)
    },
    stop: async () => {
      await Promise.all(going)
    },
  }
}
