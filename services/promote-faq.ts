/** What was not answered, and a good reply made an answer everybody gets: for the chat and for the desk. */
import { fit, LIMITS } from '../core/input/limits.ts'
import { type Faq, sameQuestion } from '../core/answer/policy/faq-match.ts'
import { shortName } from '../core/answer/reply/catalog-wording.ts'
import type { Staff } from '../core/case/case.ts'
import type { Catalog, Item } from '../core/catalog/item.ts'
import { maskPersonal } from '../core/privacy/mask.ts'
import type { RequestContext } from '../db/context.ts'
import type { Db, Tx } from '../db/types.ts'
import { openQuestions, settleQuestion } from '../db/catalog/open-questions.ts'
import { announceTownChanged } from '../db/catalog/announce-town.ts'
import { currentCatalog, lockCatalog, putCatalog } from '../db/catalog/catalog-versions.ts'

/** Heads sign off the answers of their own matters, an admin all. */
export const mayPromote = (staff: Staff, item?: Item): boolean =>
  staff.role === 'admin' || (staff.role === 'head' && (item === undefined || item.owner === staff.department))

export const catalogNow = async (tx: Db | Tx, ctx: RequestContext): Promise<Catalog> =>
  (await currentCatalog(tx)) ?? ctx.townContext.catalog

/** What people call a matter, its name or its id. */
export const itemNamed = (catalog: Catalog, word: string): Item | undefined =>
  catalog.items.find((i) => i.id === word || i.name === word || shortName(i) === word)

/** As far back as the same question is looked for. */
export const LOOKED_AT = 500
const MOST_ALIASES = 10
const questionOf = (text: string): string => maskPersonal(text).text.trim()

/** A new version of the whole catalogue, told on commit: every process takes it without a restart. */
async function putFaqs(
  tx: Tx,
  ctx: RequestContext,
  id: string,
  change: (faq: readonly Faq[]) => Faq[],
  source: string,
) {
  const catalog = await catalogNow(tx, ctx)
  const items = catalog.items.map((i) => (i.id === id ? { ...i, faq: change(i.faq) } : i))
  const { version } = await putCatalog(tx, items, source, ctx.now)
  await announceTownChanged(tx)
  return { version, items }
}

/**
 * Puts a question with its answer into the catalogue: found from the next question on. Open questions that ask the same
 * become wordings of it and are settled. The caller has asked mayPromote.
 */
export async function promoteFaq(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  item: Item,
  given: { readonly question: string; readonly asked: string; readonly answer: string; readonly source: string },
): Promise<{ version: string; faq: Faq; clash: Item | null }> {
  const answered = fit('faqAnswer', given.answer)
  await lockCatalog(tx)
  const question = fit('faqQuestion', questionOf(given.question))
  const asked = questionOf(given.asked)
  const alike = (await openQuestions(tx, LOOKED_AT)).filter(
    (q) => !q.own && (sameQuestion(q.text, question) || sameQuestion(q.text, asked)),
  )
  const aliases = [...new Set([asked, ...alike.map((q) => questionOf(q.text))])].filter(
    // a story is no wording of a question
    (w) => w !== '' && w !== question && w.length <= LIMITS.faqQuestion.most,
  )
  // an office's own number may stand in an answer to everybody; nothing else of a person may
  const answer = maskPersonal(answered, ['电话']).text
  const faq: Faq = { question, aliases: aliases.slice(0, MOST_ALIASES), answer }
  const change = (before: readonly Faq[]) => [...before.filter((f) => f.question !== question), faq]
  const { version, items } = await putFaqs(tx, ctx, item.id, change, `faq:${given.source}:${by.id}`)
  for (const { id } of alike) await settleQuestion(tx, ctx, { id })
  const asks = (f: Faq) => [f.question, ...f.aliases].some((w) => sameQuestion(w, question))
  return { version, faq, clash: items.find((i) => i.id !== item.id && i.faq.some(asks)) ?? null }
}

/** Takes an answer back; the versions in which it stood stay. Null: there is none like it. */
export async function withdrawFaq(tx: Tx, ctx: RequestContext, by: Staff, item: Item, question: string) {
  await lockCatalog(tx)
  const gone = item.faq.find((f) => [f.question, ...f.aliases].some((w) => sameQuestion(w, question)))
  if (!gone) return null
  const change = (before: readonly Faq[]) => before.filter((f) => f.question !== gone.question)
  const { version } = await putFaqs(tx, ctx, item.id, change, `faq-withdrawn:${item.id}:${by.id}`)
  return { version, question: gone.question }
}
