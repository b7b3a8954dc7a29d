/** `npm run town -- …`: the operator's commands. One plain sentence and a non-zero exit on any fault. */
import { existsSync } from 'node:fs'
import { DatabaseLost, DirectoryUnusable } from '../db/drivers/embedded/lost.ts'
import { DirectoryInUse } from '../db/drivers/embedded/lock.ts'
import { readConfig } from '../config.ts'
import { UserError } from '../core/errors.ts'
import { COMMANDS } from './commands.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

const [name = 'help', ...args] = process.argv.slice(2)
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined

async function run(): Promise<number> {
  if (!command) {
    process.stderr.write(`没有“${name}”这个命令。\n${usage()}`)
    return 2
  }
  return command.run(args, () => readConfig(process.env))
}

export function usage(): string {
  return [
    '用法：npm run town -- 命令',
    ...Object.entries(COMMANDS).map(([n, c]) => `  ${n.padEnd(10)} ${c.help}`),
    '',
  ].join('\n')
}

try {
  process.exitCode = name === 'help' || name === '--help' ? (process.stdout.write(usage()), 0) : await run()
} catch (error) {
  const known =
    error instanceof UserError ||
    error instanceof DatabaseLost ||
    error instanceof DirectoryUnusable ||
    error instanceof DirectoryInUse
  const message = error instanceof Error ? error.message : String(error)
  const code = (error as { code?: string }).code
  // a plain sentence for what people meet; the kind alone for what they should report
  process.stderr.write(
    `${known ? message : code === 'EADDRINUSE' ? '端口已被占用：换一个 PORT，或先停掉占用它的程序。' : code === 'ENOSPC' ? '磁盘满了：请先腾出空间，再启动；数据没有动。' : code === 'ECONNREFUSED' ? '连不上数据库：请检查 DATABASE_URL 和数据库是否开着。' : `出错了：${message.split('\n')[0] ?? ''}`}\n`,
  )
  process.exitCode = 1
}
// channels and pools may hold the loop open for a moment longer
if (name !== 'serve') process.exit()
