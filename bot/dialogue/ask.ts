/** A question asked: understood, answered from the catalogue, asked back, handed off, or met with help at once. */
import { and, desc, eq } from 'drizzle-orm'
import type { Context, Understanding } from '../../core/answer/understand.ts'
import { FACETS } from '../../core/answer/understand.ts'
import { faqFor } from '../../core/answer/faq.ts'
import { settled } from '../../core/answer/settle.ts'
import { aboutConduct } from '../../core/answer/department.ts'
import { byLawElsewhere } from '../../core/answer/outside.ts'
import { GENERAL_OFFICE, officeAsked, sayOffice } from '../../core/answer/office.ts'
import { localDate } from '../../core/date.ts'
import { asksForOther, sayAnswer, sayChoices, sayFaq, sayNotice } from '../../core/answer/say.ts'
import type { Item } from '../../core/catalog/item.ts'
import type { Outgoing } from '../../core/channel.ts'
import { departmentOf, type Town } from '../../core/town.ts'
import { SAY } from '../../core/messages/dialogue.ts'
import { maskPersonal, WHERE } from '../../core/privacy/mask.ts'
import type { World } from '../../core/case/plan.ts'
import type { Inquiry } from '../../db/inbox.ts'
import { inquiries } from '../../db/schema.ts'
import { tooMany } from '../../db/people.ts'
import { type Memory } from '../../db/conversations.ts'
import { type Reply, say, type Turn } from './context.ts'
import { open } from './open.ts'

/** The topic of the last turn, forgotten after the town's limit. */
export function topic(memory: Memory, now: Date, minutes: number): Context | undefined {
  if (!memory.at || now.getTime() - Date.parse(memory.at) > minutes * 60_000) return undefined
  return {
    ...(memory.item ? { item: memory.item } : {}),
    ...(memory.facet ? { facet: memory.facet } : {}),
    ...(memory.offered ? { offered: memory.offered } : {}),
  }
}

/** Danger called out again and again is one matter: so many cases of it within half an hour, the numbers always. */
const URGENT_CASES = 2
const URGENT_MS = 1_800_000

const itemBy = (world: World, id: string | null): Item | undefined => world.catalog.items.find((i) => i.id === id)

/** What is said to an understanding, without anything of a person: the chat, /api/ask and the command line all say this. */
export function sayTo(u: Understanding, world: World, asked = '', now: Date | null = null): Outgoing[] {
  const item = itemBy(world, u.item)
  if (u.decision === 'answer' && item) {
    const faq = faqFor(item, asked)
    if (faq) return [sayFaq(faq, item, world.catalog)]
    const also = u.also && itemBy(world, u.also.item)
    return [
      sayAnswer({ item, facet: u.facet, forOther: u.forOther, proxy: asksForOther(asked) }, world.catalog, world.town),
      ...(also && u.also
        ? [sayAnswer({ item: also, facet: u.also.facet, forOther: u.forOther }, world.catalog, world.town)]
        : []),
    ]
  }
  if (u.decision === 'choose') {
    const items = u.candidates
      .slice(0, Math.max(2, u.offer))
      .map((c) => itemBy(world, c.id))
      .filter((i) => i !== undefined)
    if (items.length > 0) return [sayChoices(items, u.facet)]
  }
  if (u.decision === 'urgent') return [{ text: SAY.urgent(u.danger ?? 'crime', asked) }]
  // one spelling is enough here: whatever the engine read as a question of the office reads so again, or is told in general
  const office = u.smalltalk === 'office' ? (officeAsked(asked.normalize('NFKC').trim()) ?? GENERAL_OFFICE) : null
  if (office) return [{ text: sayOffice(office, world.town, world.calendar, now && localDate(now)) }]
  if (u.decision === 'smalltalk') return [{ text: SAY.smalltalk(u.smalltalk ?? 'other', world.town) }]
  if (aboutConduct(asked)) return [SAY.handoffConduct]
  const handoff = SAY.handoff(
    u.department ? departmentOf(world.town, u.department.code).name : null,
    item !== undefined,
    byLawElsewhere(asked),
  )
  return [handoff]
}

/** Answers a resident's question, and logs it masked. */
export async function ask(turn: Turn, raw: string): Promise<Reply> {
  const { world, now } = turn.set
  const { text, found } = maskPersonal(raw)
  const context = topic(turn.memory, now, world.town.rules.contextMinutes)
  const u = settled(turn.understand, text, context, world.catalog)
  const conduct = u.decision !== 'urgent' && aboutConduct(text)
  const inquiry: Inquiry = {
    // who complains of a person is in no list that person may read
    text: conduct ? '（反映工作人员，不在这里留）' : text.slice(0, 2000),
    settledAt: conduct ? now : null,
    decision: u.decision,
    item: u.item,
    facet: u.facet,
    candidates: u.candidates,
    why: u.why,
    catalogVersion: world.catalog.version,
  }
  const said = sayTo(u, world, text, now)
  const { step: _s, ...old } = turn.memory
  const unanswered = u.decision === 'handoff' || u.decision === 'choose'
  const memory: Memory = {
    ...old,
    at: now.toISOString(),
    ...(u.decision === 'answer' && u.item ? { item: u.item, facet: u.facet } : {}),
    ...(u.decision === 'choose' ? { offered: u.candidates.slice(0, Math.max(2, u.offer)).map((c) => c.id) } : {}),
    ...(unanswered || u.decision === 'answer'
      ? {
          question: {
            text: maskPersonal(raw, WHERE).text.slice(0, 2000),
            item: u.item ?? null,
            department: u.department?.code ?? null,
            because: u.department?.because ?? [],
            others: u.department?.others ?? [],
            inquiry: turn.inquiryId,
          },
        }
      : {}),
  }
  if (turn.group)
    return { say: u.decision === 'handoff' ? [{ text: SAY.groupOnly }] : said, memory: turn.memory, inquiry }
  const masked = found.filter((what) => u.decision === 'answer' || what !== '住址')
  const story = u.why.includes('end') ? [{ text: SAY.long }] : []
  if (u.decision !== 'urgent') return { say: [...story, ...said], memory, masked, inquiry }
  if (await tooMany(turn.tx, `urgent:${turn.conversation.id}`, URGENT_CASES, URGENT_MS, now))
    return { say: [...said, { text: SAY.urgentAgain }], memory: old, inquiry }
  const opened = await open(
    turn,
    { kind: 'report', text: raw, item: null, department: emergencyDesk(world.town) },
    [],
    '紧急！新办件',
  )
  return {
    say: [...said, { text: SAY.urgentCase(opened.number, '在安全的地方等。') }],
    letters: opened.letters,
    memory: old,
    inquiry,
  }
}

/** Whoever has emergencies among its duties or its words; the front desk where nobody has. */
const emergencyDesk = (town: Town): string =>
  town.departments.find((d) => [...d.duties, ...d.keywords].some((w) => w.includes('应急')))?.code ?? town.fallback

/** A tap on an item, a facet, the whole notice or 没答对. */
export async function tapped(turn: Turn, verb: string, args: readonly string[]): Promise<Reply> {
  const { world, now } = turn.set
  const item = itemBy(world, args[0] ?? null)
  const facet = FACETS.find((f) => f === args[1]) ?? 'general'
  if (verb === 'useless') return useless(turn)
  if (!item) return say(turn, SAY.stale)
  const { step: _, ...rest } = turn.memory
  const memory: Memory = {
    ...rest,
    item: item.id,
    facet,
    at: now.toISOString(),
    question: { text: item.name, item: item.id, department: item.owner, inquiry: null },
  }
  const faq = verb === 'q' ? item.faq[Number(args[1])] : undefined
  if (verb === 'q') return faq ? { say: [sayFaq(faq, item, world.catalog, true)], memory } : say(turn, SAY.stale)
  if (verb === 'n') return { say: [sayNotice(item, world.catalog, world.town)], memory }
  return { say: [sayAnswer({ item, facet, forOther: false }, world.catalog, world.town)], memory }
}

/** 没答对: kept for the work list, and a person offered. */
async function useless(turn: Turn): Promise<Reply> {
  const [last] = await turn.tx
    .select({ id: inquiries.id })
    .from(inquiries)
    .where(and(eq(inquiries.conversationId, turn.conversation.id), eq(inquiries.decision, 'answer')))
    .orderBy(desc(inquiries.id))
    .limit(1)
  if (last) await turn.tx.update(inquiries).set({ feedback: 'useless' }).where(eq(inquiries.id, last.id))
  return {
    say: [{ ...SAY.handoff(null, false), text: '没帮上您，对不起，已经记下来改。\n要不要登记给工作人员？' }],
    memory: turn.memory,
  }
}
