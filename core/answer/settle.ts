/** What the desk makes of the engine's reading: going on, questions a head has answered before, and complaints about people. */
import type { Catalog } from '../catalog/item.ts'
import { aboutConduct } from './department.ts'
import { answeredBefore } from './faq.ts'
import { goOn } from './goon.ts'
import type { Context, Understanding } from './understand.ts'

/** How somebody behaved is no question to the catalogue, whatever matter it happened over: a person looks into it. */
function notAboutPapers(u: Understanding, text: string, catalog: Catalog): Understanding {
  if (!aboutConduct(text)) return u
  const item = catalog.items.find((i) => i.id === u.item)
  const answersIt = u.decision === 'answer' && item !== undefined && aboutConduct(item.name)
  if (answersIt || (u.decision !== 'answer' && u.decision !== 'choose')) return u
  return { ...u, decision: 'handoff', item: null, offer: 0, also: null, why: [...u.why, 'conduct'] }
}

/** Pure, and the same for the chat, POST /api/ask and the search box. */
export const settled = (
  u: Understanding,
  text: string,
  context: Context | undefined,
  catalog: Catalog,
): Understanding => notAboutPapers(answeredBefore(goOn(u, context), text, catalog), text, catalog)
