/** An application begun in the chat: for whom, what they hold, photos; then a case with its checklist. The desk decides nothing. */
import { itemOf } from '../../core/case/plan.ts'
import type { Outgoing } from '../../core/channel.ts'
import type { Item } from '../../core/catalog/item.ts'
import { SAY } from '../../core/messages/dialogue.ts'
import type { Step } from '../../db/people.ts'
import { caseMaterials } from '../../db/schema.ts'
import { type Reply, say, type Turn } from './context.ts'
import { open } from './open.ts'

type Intake = Extract<Step, { name: 'intake' }>

const WHOM = ['自己', '家里人', '别人']

export function begin(turn: Turn, itemId: string): Reply {
  const item = itemOf(turn.set.world, itemId)
  if (!item) return say(turn, SAY.stale)
  if (item.routing !== 'town') return say(turn, `${item.name}不在镇里办，去${item.place}。拿不准就发“人工”。`)
  if (!turn.set.world.town.rules.domesticChannels.includes(turn.conversation.channel))
    return say(turn, SAY.domestic, { choices: [SAY.offerHuman] })
  return {
    say: [{ text: `申请${item.name}。给谁办？`, choices: WHOM.map((label, i) => ({ label, value: `whom:${i}` })) }],
    memory: { ...turn.memory, step: { name: 'intake', item: item.id, whom: null, held: [], files: [] } },
  }
}

/** The checklist: what is held, what is not, and the two taps. */
function checklist(item: Item, step: Intake): Outgoing {
  const rows = item.materials.map(
    (m, i) => `${step.held.includes(String(i)) ? '✓' : '□'} ${i + 1}. ${m.name}${m.required ? '' : '（有就带）'}`,
  )
  return {
    text: `${item.name}要这些：\n${rows.join('\n')}\n手上有哪几样？回编号，比如“1 3”；也可以直接发照片。\n没有的先空着，工作人员会一次告诉您还差什么。`,
    choices: [
      { label: '交给工作人员看', value: 'submit' },
      { label: '先不办了', value: 'never-mind' },
    ],
  }
}

/** The next turn of an intake: whom, which materials, photos, submit. Null: not meant for it. */
export async function go(turn: Turn, step: Intake, text: string | null, choice: string | null): Promise<Reply | null> {
  const item = itemOf(turn.set.world, step.item)
  if (!item) return say(turn, SAY.stale)
  const keep = (next: Intake): Reply => ({ say: [checklist(item, next)], memory: { ...turn.memory, step: next } })
  const whom = choice?.startsWith('whom:') ? WHOM[Number(choice.slice(5))] : WHOM.find((w) => w === text)
  if (whom) return keep({ ...step, whom })
  if (turn.fileId !== null) return keep({ ...step, files: [...step.files, turn.fileId] })
  if (choice === 'submit' || text === '提交' || text === '交给工作人员看') return submit(turn, item, step)
  if (text && /^[\d\s,，、.。]+$/.test(text)) {
    const picked = text
      .split(/\D+/)
      .filter(Boolean)
      .map((n) => String(Number(n) - 1))
      .filter((i) => item.materials[Number(i)])
    return keep({ ...step, held: [...new Set([...step.held, ...picked])] })
  }
  return null
}

async function submit(turn: Turn, item: Item, step: Intake): Promise<Reply> {
  const kind = item.family === 'disclosure' ? 'disclosure' : item.family === 'petition' ? 'petition' : 'application'
  const held = step.held.map((i) => item.materials[Number(i)]?.name).filter((n) => n !== undefined)
  const text = `申请${item.name}，给${step.whom ?? '自己'}办。手上有：${held.join('、') || '未说'}。照片 ${step.files.length} 张。`
  const opened = await open(turn, { kind, text, item: item.id, department: item.owner }, step.files)
  if (item.materials.length > 0)
    await turn.tx.insert(caseMaterials).values(
      item.materials.map((m, i) => ({
        caseId: opened.caseId,
        name: m.name,
        required: m.required,
        state: step.held.includes(String(i)) ? 'promised' : 'missing',
        at: turn.set.now,
      })),
    )
  const { step: _, ...memory } = turn.memory
  return { say: [opened.message], letters: opened.letters, memory }
}
