/** `town token issue|list|revoke`: who may use the API. */
import { parseArgs } from 'node:util'
import { localDate, localTime } from '../core/date.ts'
import type { ClientRow } from '../db/clients/clients.ts'
import { UserError } from '../core/errors.ts'
import { type CommandRow, operate, out } from './reach-desk.ts'

const USAGE =
  '用法：token issue --name 谁 --scopes items:read,cases:write [--per-minute 600]，token list，或 token revoke 编号'

export const tokenCommand: CommandRow = {
  help: 'token issue --name 谁 --scopes 权限 | list | revoke 编号　接口令牌',
  async run([verb = '', ...args], config) {
    if (verb === 'issue') {
      const { values } = parseArgs({
        args,
        options: { name: { type: 'string' }, scopes: { type: 'string' }, 'per-minute': { type: 'string' } },
      })
      const { name, scopes, 'per-minute': perMinute } = values
      const made = (await operate(config(), 'token.issue', { name, scopes, perMinute })) as {
        id: number
        token: string
      }
      return out(`${made.token}\n编号 ${made.id}。只显示这一次，请马上存好；丢了就停用它，再发一个。`)
    }
    if (verb === 'list') {
      const rows = (await operate(config(), 'token.list', null)) as ClientRow[]
      return out(rows.length === 0 ? '还没有发过令牌。' : rows.map(say).join('\n'))
    }
    const [id = ''] = args
    if (verb !== 'revoke' || !/^\d+$/.test(id)) throw new UserError(USAGE)
    await operate(config(), 'token.revoke', { id: Number(id) })
    return out(`${id} 已停用，马上生效。`)
  },
}

const say = (c: ClientRow): string =>
  [
    c.id,
    c.name,
    `…${c.tokenEnd}`,
    (c.scopes as string[]).join(','),
    `每分钟${c.perMinute}次`,
    c.revokedAt ? `已停用 ${day(c.revokedAt)}` : c.lastUsedAt ? `最近用过 ${day(c.lastUsedAt)}` : '还没用过',
  ].join('　')

/** Over the socket an instant is text. */
const day = (at: Date | string): string => {
  const when = new Date(at)
  return `${localDate(when)} ${localTime(when)}`
}
