/** Locks a data directory for one process: PGlite takes no lock, and two processes on one directory destroyed it every time. */
import fs from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { listening } from './control-socket.ts'

/** The directory belongs to a living process; the message is a sentence for the operator. */
export class DirectoryInUse extends Error {
  readonly pid: number | undefined
  constructor(dir: string, pid?: number) {
    const who = pid === undefined ? '另一个正在运行的程序' : `进程 ${pid} `
    super(`数据目录 ${dir} 正被${who}使用，同一目录同时只能由一个进程打开。请先停止它，或把 DATA_DIR 设为别的目录。`)
    this.name = 'DirectoryInUse'
    this.pid = pid
  }
}

/** Takes the lock of a directory that exists and answers how to give it back. What a killed process left is taken over. */
export async function lockDirectory(dir: string, files: { lock: string; socket: string }): Promise<() => void> {
  // The socket also tells of a desk in another container, whose process number means nothing here
  if (await listening(files.socket)) throw new DirectoryInUse(dir, ownerOf(read(files.lock)))
  const me = `${process.pid} ${birth(process.pid)}`
  const mine = `${files.lock}.${process.pid}`
  fs.writeFileSync(mine, me, { mode: 0o600 })
  try {
    while (!linked(mine, files.lock)) {
      const held = read(files.lock)
      if (held === undefined) continue
      const owner = ownerOf(held)
      if (owner !== undefined) throw new DirectoryInUse(dir, owner)
      await bury(files.lock, held)
    }
  } finally {
    fs.rmSync(mine, { force: true })
  }
  return () => {
    if (read(files.lock) === me) fs.rmSync(files.lock, { force: true })
  }
}

/** A link is atomic and its content is there from the first moment; false when the name is taken (or `from` is gone). */
function linked(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'ENOENT') return false
    throw error
  }
}

/**
 * Removes a dead owner's lock. The grave bears the dead owner's name and a link to it is atomic, so that of several
 * takers one removes that lock, and none of them a fresh one.
 */
async function bury(lock: string, held: string) {
  const grave = `${lock}.dead.${held.replace(/[^\w-]/g, '_')}`
  if (linked(lock, grave)) {
    if (read(lock) === held) fs.rmSync(lock)
    fs.rmSync(grave, { force: true })
    return
  }
  await setTimeout(20)
  // whoever made the grave died over it: burying takes microseconds
  const age = Date.now() - (fs.statSync(grave, { throwIfNoEntry: false })?.ctimeMs ?? Infinity)
  if (age > 2000) fs.rmSync(grave, { force: true })
}

function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function ownerOf(held: string | undefined): number | undefined {
  if (held === undefined) return undefined
  const [pid = '', born = ''] = held.split(' ')
  const now = birth(Number(pid))
  return now !== undefined && now === born ? Number(pid) : undefined
}

/** When a process was born, so that a reused number is not taken for the old owner; undefined when it is dead. */
function birth(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  if (process.platform === 'linux') {
    const stat = read(`/proc/${pid}/stat`)
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') // the name before it may hold spaces
    if (!fields || fields[0] === 'Z' || fields[0] === 'X') return undefined
    return `${fields[19] ?? ''}@${read('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}`
  }
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined
  }
  return 'alive'
}
