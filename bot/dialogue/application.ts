/** An application begun in the chat: for whom, what they hold, photos, who they are; then a case with its checklist. The desk decides nothing. */
import { itemOf } from '../../core/town-context.ts'
import { findPhone, withFigures } from '../../core/input/phone.ts'
import { readHeld, readPicked, readWhom } from '../../core/input/intake-words.ts'
import { kindOfItem as kindOf } from '../../core/case/kinds.ts'
import type { Outgoing } from '../../core/channel.ts'
import type { Item } from '../../core/catalog/item.ts'
import { readContact } from '../../core/input/contact.ts'
import { CONTACT } from '../../core/messages/contact.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { FILE_GONE } from '../../core/messages/files.ts'
import { type Contact, maskContact } from '../../core/privacy/kept-contact.ts'
import { contactOf, saveContact, encryptContact } from '../../db/people/contact-details.ts'
import type { DialogueStep } from '../../db/people/conversations.ts'
import { caseMaterials } from '../../db/schema.ts'
import { type Reply, say, type Turn, withoutStep } from './turn.ts'
import { openResidentCase } from './open-case.ts'
import { refuseOverQuota } from './quota-refusal.ts'

type Intake = Extract<DialogueStep, { name: 'intake' }>

const WHOM = ['自己', '家里人', '别人']
const LATER = { label: CONTACT.later, value: 'later' }

/** Whether a choice does what it says here: an application with papers is filled in on channels in the country alone. */
export function mayApply({ ctx: { townContext }, conversation }: Turn, value: string): boolean {
  const [verb, id = ''] = value.split(':')
  const needsPapers = verb === 'apply' && (itemOf(townContext, id)?.materials.length ?? 0) > 0
  return !needsPapers || townContext.town.rules.domesticChannels.includes(conversation.channel)
}

export function beginApplication(turn: Turn, itemId: string): Reply {
  const item = itemOf(turn.ctx.townContext, itemId)
  if (!item) return say(turn, DIALOGUE.stale)
  if (item.routing !== 'town') return say(turn, `${called(item)}不在镇里办，去${item.place}。拿不准就发“人工”。`)
  if (!turn.ctx.townContext.town.rules.domesticChannels.includes(turn.conversation.channel))
    return say(turn, DIALOGUE.domestic, { choices: [DIALOGUE.offerHuman] })
  const step: Intake = { name: 'intake', item: item.id, whom: null, held: [], files: [] }
  // what information, what grievance: that is the application; its form is the office's to fill (条例 29, 信访条例 19)
  if (kindOf(item) !== 'application') return ask(turn, { ...step, whom: '自己', asks: 'what' }, item)
  return ask(turn, step, item)
}

const called = (item: Item): string => item.short || item.name

/** What is asked next, and kept in mind. */
const ask = (turn: Turn, step: Intake, item: Item): Reply => ({
  say: [question(step, item)],
  memory: { ...turn.memory, step },
})

function question(step: Intake, item: Item): Outgoing {
  if (step.asks === 'what') return { text: kindOf(item) === 'petition' ? CONTACT.petition : CONTACT.what }
  if (step.asks === 'how')
    return { text: CONTACT.how, choices: CONTACT.hows.map((label, i) => ({ label, value: `how:${i}` })) }
  // a request for information names who asks: 条例 29
  if (step.asks === 'contact') return { text: CONTACT.ask, choices: kindOf(item) === 'disclosure' ? [] : [LATER] }
  if (step.whom === null)
    return { text: `申请${called(item)}。给谁办？`, choices: WHOM.map((label, i) => ({ label, value: `whom:${i}` })) }
  return checklist(item, step)
}

/** The checklist: what is held, what is not, and the two taps. */
function checklist(item: Item, step: Intake): Outgoing {
  const rows = item.materials.map(
    (m, i) => `${step.held.includes(String(i)) ? '✓' : '□'} ${i + 1}. ${m.name}${m.required ? '' : '（有就带）'}`,
  )
  const photos = step.files.length > 0 ? `已收到照片 ${step.files.length} 张。\n` : ''
  return {
    text: `${called(item)}要这些：\n${rows.join('\n')}\n${photos}手上有哪几样？回编号，比如“1 3”；也可以直接发照片。\n没有的先空着，工作人员会一次告诉您还差什么。`,
    choices: [
      { label: '交给工作人员看', value: 'submit' },
      { label: '先不办了', value: 'never-mind' },
    ],
  }
}

/** The next turn of an intake: whom, which materials, photos, who they are, submit. Null: not meant for it. */
export async function continueApplication(
  turn: Turn,
  step: Intake,
  text: string | null,
  choice: string | null,
): Promise<Reply | null> {
  const item = itemOf(turn.ctx.townContext, step.item)
  if (!item) return say(turn, DIALOGUE.stale)
  const to = (next: Intake): Reply => ask(turn, next, item)
  if (turn.fileId !== null) return to({ ...step, files: [...step.files, turn.fileId] })
  const { asks: _, ...plain } = step
  switch (step.asks) {
    case 'what':
      if (!text) return to(step)
      return kindOf(item) === 'petition'
        ? whoAsks(turn, item, { ...plain, what: text })
        : to({ ...plain, what: text, asks: 'how' })
    case 'how': {
      const how = choice?.startsWith('how:') ? CONTACT.hows[Number(choice.slice(4))] : text
      return how ? whoAsks(turn, item, { ...plain, how }) : to(step)
    }
    case 'contact': {
      if (choice === LATER.value || text === LATER.label) return submit(turn, item, plain, null)
      // a question in the middle is answered, and the application goes on: it is nobody's name
      if (text && ASKING.test(text) && !findPhone(withFigures(text))) return null
      const read = readContact(text ?? '')
      if (!read.ok) {
        const papers = heldNow(step, item, text)
        if (papers) return correctedPapers(turn, item, papers)
        return { ...to(step), say: [{ ...question(step, item), text: CONTACT.unread(read) }], masked: [] }
      }
      const { contact } = read
      if (turn.conversation.personId !== null) await saveContact(turn.tx, turn.ctx, turn.conversation.personId, contact)
      const done = await submit(turn, item, plain, contact)
      const note = contact.phone === '' && done.messages ? [{ text: CONTACT.noPhone }] : []
      return { ...done, say: [...done.say, ...note], masked: [] }
    }
  }
  const whom = choice?.startsWith('whom:') ? WHOM[Number(choice.slice(5))] : step.whom === null ? readWhom(text ?? '') : null // prettier-ignore
  if (whom) return to({ ...step, whom })
  const given = text !== null && step.whom !== null && findPhone(withFigures(text)) ? readContact(text) : null
  if (given?.ok) {
    const { contact } = given
    if (turn.conversation.personId !== null) await saveContact(turn.tx, turn.ctx, turn.conversation.personId, contact)
    return { ...(await submit(turn, item, plain, contact)), masked: [] }
  }
  if (choice === 'submit' || text === '提交' || text === '交给工作人员看') return whoAsks(turn, item, step)
  const picked = text === null ? null : readPicked(text, item.materials.length)
  if (picked) return to({ ...step, held: [...new Set([...step.held, ...picked.map(String)])] })
  const told = text !== null && step.whom !== null ? readHeld(text, item.materials.map((m) => m.name)) : null // prettier-ignore
  if (!told) return null
  const held = [...new Set([...step.held, ...told.held.map(String)])].filter((i) => !told.lacked.includes(Number(i)))
  const next = { ...plain, held }
  // all that was to be said of the papers is said: who they are comes next
  if (told.done) return whoAsks(turn, item, next)
  const missing = item.materials.filter((m, i) => m.required && !held.includes(String(i))).map((m) => m.name)
  return {
    ...to(next),
    say: [
      {
        ...checklist(item, next),
        text: CONTACT.heldSoFar(
          held.map((i) => item.materials[Number(i)]!.name),
          missing,
        ),
      },
    ],
  }
}

/** The step with what a text says of single papers; null where it names none. */
function heldNow(
  step: Intake,
  item: Item,
  text: string | null,
): (Intake & { readonly lacks: readonly string[] }) | null {
  const told = text === null ? null : readHeld(text, item.materials.map((m) => m.name)) // prettier-ignore
  if (!told || told.held.length + told.lacked.length === 0) return null
  const held = [...new Set([...step.held, ...told.held.map(String)])].filter((i) => !told.lacked.includes(Number(i)))
  return { ...step, held, lacks: told.lacked.map((i) => item.materials[i]!.name) }
}

/** Papers put right while a name is asked for: said back, and asked on. */
function correctedPapers(turn: Turn, item: Item, { lacks, ...step }: NonNullable<ReturnType<typeof heldNow>>): Reply {
  const held = step.held.map((i) => item.materials[Number(i)]!.name)
  return {
    say: [{ ...question(step, item), text: CONTACT.papersCorrected(held, lacks) }],
    memory: { ...turn.memory, step },
  }
}

/** An application kept from another day, handed in now. */
export async function resumeKeptApplication(turn: Turn, step: Intake): Promise<Reply> {
  const item = itemOf(turn.ctx.townContext, step.item)
  return item
    ? submit(turn, item, step, await contactOf(turn.tx, turn.ctx, turn.conversation.personId))
    : say(turn, DIALOGUE.stale)
}

/** Name and number, unless they are known already. */
async function whoAsks(turn: Turn, item: Item, step: Intake): Promise<Reply> {
  const known = await contactOf(turn.tx, turn.ctx, turn.conversation.personId)
  return known ? submit(turn, item, step, known, true) : ask(turn, { ...step, asks: 'contact' }, item)
}

async function submit(turn: Turn, item: Item, step: Intake, contact: Contact | null, known = false): Promise<Reply> {
  const particulars = encryptContact(turn.ctx, contact)
  const given = { kind: kindOf(item), item: item.id, department: item.owner, particulars }
  const opened = await openResidentCase(turn, { ...given, text: wordsOf(item, step) }, step.files)
  if ('over' in opened) return refuseOverQuota(turn, opened.over, { kind: 'intake', step })
  if (kindOf(item) === 'application' && item.materials.length > 0)
    await turn.tx.insert(caseMaterials).values(
      item.materials.map((m, i) => ({
        caseId: opened.caseId,
        name: m.name,
        required: m.required,
        state: step.held.includes(String(i)) ? 'promised' : 'missing',
        at: turn.ctx.now,
      })),
    )
  const memory = withoutStep(turn.memory)
  const note = known && contact ? [{ text: CONTACT.known(maskContact(contact)) }] : []
  const gone = opened.filesGone > 0 ? [{ text: FILE_GONE }] : []
  return { say: [...note, opened.message, ...gone], messages: opened.messages, memory }
}

function wordsOf(item: Item, step: Intake): string {
  const photos = step.files.length > 0 ? `照片 ${step.files.length} 张。` : ''
  if (kindOf(item) === 'petition') return `${step.what ?? ''}${photos && `（${photos}）`}`
  if (kindOf(item) === 'disclosure') return `申请公开：${step.what ?? ''}。提供方式：${step.how ?? '不限'}。${photos}`
  const held = step.held.map((i) => item.materials[Number(i)]?.name).filter((n) => n !== undefined)
  return `申请${called(item)}，给${step.whom ?? '自己'}办。手上有：${held.join('、') || '未说'}。${photos}`
}
