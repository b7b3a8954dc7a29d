/** What the command line does with clients: tokens issued, listed and revoked; where they are told. */
import { z } from 'zod'
import { PER_MINUTE, readScopes } from '../../core/client/scopes.ts'
import { allClients, issueToken, revokeToken } from '../../db/clients/clients.ts'
import type { Handlers } from '../../db/drivers/embedded/control-socket.ts'
import type { Database } from '../../db/types.ts'
import type { RequestContext } from '../../db/context.ts'
import { UserError } from '../../core/errors.ts'

const issueArgs = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.string(),
  perMinute: z.coerce.number().int().min(1).max(100_000).default(PER_MINUTE),
})

export function clientHandlers(o: { database: Database; requestContext: () => RequestContext }): Handlers {
  const { db } = o.database
  return {
    async 'token.issue'(args) {
      const given = issueArgs.safeParse(args)
      if (!given.success)
        throw new UserError('用法：token issue --name 谁 --scopes items:read,cases:write [--per-minute 600]')
      const read = readScopes(given.data.scopes)
      if (!read.ok) throw new UserError(read.because)
      const ctx = o.requestContext()
      const { name, perMinute } = given.data
      return db.transaction((tx) =>
        issueToken(tx, { name, scopes: read.scopes, perMinute, byStaffId: null }, ctx.now, ctx.random),
      )
    },
    async 'token.list'() {
      return allClients(db)
    },
    async 'token.revoke'(args) {
      const { id } = z.object({ id: z.int().positive() }).parse(args)
      if (!(await db.transaction((tx) => revokeToken(tx, id, null, o.requestContext().now))))
        throw new UserError(`没有编号 ${id} 的令牌，或者早就停用了，先用 token list 看一看。`)
      return { id }
    },
  }
}
