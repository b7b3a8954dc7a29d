/** Judges disk, clock and program for `town doctor`, from figures that were taken elsewhere. */
import { localDate, localTime } from '../../core/date.ts'
import { type Finding, good, mend, note, skip } from './finding.ts'

const MB = 1024 * 1024
const ROOMY_MB = 5120

/** `floorMb`: below it the desk takes no files; `filesMaxMb`: what it may keep of them in all. */
export function judgeDisk(freeBytes: number, floorMb: number): Finding {
  const freeMb = Math.floor(freeBytes / MB)
  const left = `还剩 ${freeMb >= 10_240 ? `${Math.floor(freeMb / 1024)} GB` : `${freeMb} MB`}`
  if (freeMb < Math.max(floorMb, 64))
    return mend('磁盘', `${left}，少于 ${floorMb} MB 就不收照片和文件，请马上腾地方。`)
  if (freeMb < ROOMY_MB) return note('磁盘', `${left}，请早点腾地方。`)
  return good('磁盘', `${left}。`)
}

/** A clock beside ours: `aheadMs` is by how much ours is ahead of it. */
export interface OtherClock {
  readonly whose: string
  readonly aheadMs: number
}

const NOTED_MS = 10_000
const WRONG_MS = 120_000

/** Due dates are reckoned from our clock: a wrong one makes breaches that nobody can delete. */
export function judgeClock(now: Date, startedAt: Date | null, others: readonly OtherClock[]): Finding[] {
  const at = `现在是北京时间 ${localDate(now)} ${localTime(now)}`
  if (startedAt !== null) return [note('时钟', `设了 CLOCK_NOW，钟从 ${startedAt.toISOString()} 走起，只能试用。`)]
  if (others.length === 0)
    return [skip('时钟', `${at}。没有别的钟可对，请和手表对一对，并确认服务器开着自动校时（NTP）。`)]
  return others.map(({ whose, aheadMs }) => {
    const off = Math.abs(aheadMs)
    const by = `比${whose}${aheadMs > 0 ? '快' : '慢'} ${Math.round(off / 1000)} 秒`
    if (off >= WRONG_MS) return mend('时钟', `${at}，${by}。到期日会算错，请打开自动校时（NTP）。`)
    if (off >= NOTED_MS) return note('时钟', `${at}，${by}，请打开自动校时（NTP）。`)
    return good('时钟', `${at}，和${whose}对得上。`)
  })
}

/** `modes`: permission bits by path, of what only this user should read. */
export function judgePermissions(modes: readonly { readonly path: string; readonly mode: number }[]): Finding[] {
  const open = modes.filter(({ mode }) => (mode & 0o077) !== 0)
  if (modes.length === 0) return []
  return open.length === 0
    ? [good('权限', '密钥和数据只有运行首问的用户能读。')]
    : open.map(({ path }) => mend('权限', `别的用户也能读 ${path}，请运行 chmod go-rwx ${path}`))
}

const OLDEST_NODE = [20, 19] as const

export function judgeNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const enough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
  return enough ? good('Node.js', version) : mend('Node.js', `${version} 太旧，要 ${OLDEST_NODE.join('.')} 以上。`)
}
