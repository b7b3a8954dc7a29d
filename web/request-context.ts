/** What a change made from the web needs besides its transaction. */
import type { RequestContext } from '../db/context.ts'
import type { WebOptions } from './options.ts'

export const requestContextOf = (o: WebOptions): RequestContext => ({
  townContext: o.world(),
  now: o.now(),
  random: o.random,
  cipher: o.cipher,
})
