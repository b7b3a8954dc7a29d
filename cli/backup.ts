/** `backup DIR` and `restore DIR`: what the operator is told about them. */
import { resolve } from 'node:path'
import { whereOf } from '../app.ts'
import type { Config } from '../config.ts'
import { restore, type Manifest } from '../db/backup/backup.ts'
import { listening } from '../db/drivers/embedded/control-socket.ts'
import { filesOf } from '../db/drivers/embedded/open-embedded.ts'
import { openDb } from '../db/open-database.ts'
import { UserError } from '../core/errors.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const countOf = (m: Manifest): string => `${m.tables.length} 张表，${m.tables.reduce((n, t) => n + t.rows, 0)} 行`

/** `made`: what the operation answered. */
export const sayBackup = (made: Manifest, dir: string): string =>
  `已备份到 ${dir}：${countOf(made)}。\n密钥不在备份里：请把 SECRET_KEY 或 DATA_DIR 里的 secret.key 另外存好，没有它，备份里的个人信息谁也读不出来。`

/** Into a database that nobody uses and that holds nothing. */
export async function runRestore(config: Config, dir: string): Promise<string> {
  const where = resolve(dir)
  if (!config.values.DATABASE_URL && (await listening(filesOf(config.dataDir).socket)))
    throw new UserError('首问台正在运行：请先停下，再恢复到空的 DATA_DIR。')
  const database = await openDb(whereOf(config), { log: silent, pool: 2 })
  try {
    const done = await restore(database, where)
    return `已恢复 ${done.at} 的备份：${countOf(done)}，逐表核对过。\n请把当时的密钥放回（SECRET_KEY 或 secret.key），再启动。`
  } finally {
    await database.close()
  }
}
