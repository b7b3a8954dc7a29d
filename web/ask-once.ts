/** POST /api/ask: answers one question outside any chat, nothing kept of who asked. What was last spoken of stays in memory a while. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { applyAnswerPolicy } from '../core/answer/policy/answer-policy.ts'
import type { Context, Decision, Facet, Understanding } from '../core/answer/understand.ts'
import type { TownContext } from '../core/town-context.ts'
import type { Outgoing } from '../core/channel.ts'
import { cleanText } from '../core/input/clean-text.ts'
import { boundText } from '../core/long-text.ts'
import { maskPersonal } from '../core/privacy/mask.ts'
import { randomToken } from '../core/random.ts'
import { printNumbered } from '../core/messages/print-choices.ts'
import { composeReply } from '../core/answer/reply/compose-reply.ts'
import { adviceOn, advised } from '../adapters/llm.ts'
import { userError } from '../core/errors.ts'
import type { WebOptions } from './options.ts'
import { rateLimit } from './security.ts'

const MAX_SESSIONS = 10_000
const MAX_TEXT = 10_000

const askSchema = z.object({ text: z.string(), session: z.string().max(200).nullish() })

export interface Asked {
  readonly decision: Decision
  readonly item: string | null
  readonly facet: Facet
  /** The fact that was told, by its id within the item; null where none stood out. */
  readonly fact: string | null
  readonly candidates: readonly { readonly id: string; readonly score: number }[]
  readonly reply: string
  readonly session: string
}

export function askRoutes(app: FastifyInstance, o: WebOptions): void {
  const topics = makeTopics(o)
  app.post('/api/ask', { config: rateLimit('ask') }, async (request): Promise<Asked> => {
    const given = askSchema.safeParse(request.body)
    if (!given.success) throw userError('no-text')
    const session = given.data.session || randomToken(o.random)
    const context = topics.of(session)
    const text = cleanText(boundText(given.data.text, MAX_TEXT))
    const catalog = o.world().catalog
    const advice = await adviceOn(o.opinion ?? null, o.understand(), catalog, maskPersonal(text).text, context)
    const understand = () => advised(o.understand(), catalog, advice)
    const { understood, said } = question({ ...o, understand }, text, context)
    topics.keep(session, understood)
    return {
      decision: understood.decision,
      item: understood.item,
      facet: understood.facet,
      fact: understood.point,
      candidates: understood.candidates.map(({ id, score }) => ({ id, score })),
      reply: said.map((m) => printed(m, understood)).join('\n\n'),
      session,
    }
  })
}

/** Understands one question and says what the chat would say. */
export function question(
  o: { understand: WebOptions['understand']; world: () => TownContext; now: () => Date },
  text: string,
  context?: Context,
): { understood: Understanding; said: readonly Outgoing[] } {
  const masked = maskPersonal(boundText(text, MAX_TEXT)).text
  const understood = applyAnswerPolicy(o.understand(), masked, context, o.world().catalog, o.world().town.lifeEvents)
  return { understood, said: composeReply(understood, o.world(), masked, o.now()) }
}

/** Without buttons a question asked back carries its choices as numbers; `offered` reads the number back. */
const printed = (m: Outgoing, u: Understanding): string => (u.decision === 'choose' ? printNumbered(m) : m.text)

/** The topic of each session: the oldest are dropped first, and each is forgotten after the town's limit. */
function makeTopics({ now, world }: WebOptions) {
  const topics = new Map<string, { at: number; context: Context }>()
  return {
    of(session: string): Context | undefined {
      const topic = topics.get(session)
      if (!topic) return undefined
      return now().getTime() - topic.at > world().town.rules.contextMinutes * 60_000 ? undefined : topic.context
    },
    keep(session: string, u: Understanding): void {
      const old = this.of(session)
      const offer = u.decision === 'choose' ? u.candidates.slice(0, u.offer).map((c) => c.id) : null
      topics.delete(session)
      topics.set(session, {
        at: now().getTime(),
        context: {
          ...old,
          ...(u.decision === 'answer' && u.item ? { item: u.item, facet: u.facet } : {}),
          ...(offer ? { offered: offer } : {}),
        },
      })
      const [oldest] = topics.keys()
      if (topics.size > MAX_SESSIONS && oldest !== undefined) topics.delete(oldest)
    },
  }
}
