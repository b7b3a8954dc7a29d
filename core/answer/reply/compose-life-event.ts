/** Composes what is said of a life event: its matters in the order they are done, the papers of several of them once. */
import type { Item } from '../../catalog/item.ts'
import type { LifeEvent } from '../../catalog/life-event.ts'
import { isOwnForm } from '../../catalog/life-papers.ts'
import type { Outgoing } from '../../channel.ts'
import { ASK_PERSON, itemChoice } from './compose-answer.ts'
import { shortName } from './catalog-wording.ts'
import { myPapers } from './compose-life-papers.ts'

/** Papers that so many of the matters ask for are brought once for all. */
const SHARED = 2

/** Papers that several of the items require, in the order they first come, each once; a form is each matter's own. */
export function sharedPapers(items: readonly Item[]): string[] {
  const asked = new Map<string, number>()
  for (const { materials } of items)
    for (const name of new Set(materials.filter((m) => m.required && !isOwnForm(m)).map((m) => m.name)))
      asked.set(name, (asked.get(name) ?? 0) + 1)
  return [...asked].filter(([, n]) => n >= SHARED).map(([name]) => name)
}

export function sayLifeEvent(event: LifeEvent, items: readonly Item[]): Outgoing {
  const lines = items.map(
    (item, n) => `${n + 1}. ${shortName(item)}：${event.items.find((i) => i.item === item.id)?.note ?? ''}`,
  )
  const papers = sharedPapers(items)
  return {
    text: [
      `${event.name}，按这个先后办，用得上的才办：`,
      ...lines,
      ...(papers.length > 0 ? [`好几件都要的：${papers.join('、')}，带一份就行。`] : []),
      '想看哪件，点一下，或者回数字。想知道您家要带哪些材料，点“告诉我要带哪些”：',
    ].join('\n'),
    choices: [...items.map((item) => itemChoice(item, 'general')), myPapers(event), ASK_PERSON],
  }
}
