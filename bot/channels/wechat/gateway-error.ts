/** What went wrong between the desk and the gateway, by gRPC status: never by the text of an error. */
import type { Verdict } from '../../../core/channel.ts'
import { DeadlineExceeded } from './deadline.ts'

export interface Fault {
  /** The connection itself is gone: it has to be built again. */
  readonly lost: boolean
  /** Will not heal by itself soon: try again slowly. */
  readonly lasting: boolean
  /** The call may have been carried out. */
  readonly ambiguous: boolean
  readonly verdict: Verdict
  readonly why: string
}

const ANSWERED = { lost: false, lasting: false, ambiguous: false } as const
const BROKEN = { lost: true, lasting: false, ambiguous: true, verdict: 'retry' } as const

// prettier-ignore
const FAULTS: Record<number, Fault> = {
  1:  { ...BROKEN, why: '与微信网关的连接被中断' },
  3:  { ...ANSWERED, verdict: 'refused', why: '微信网关不接受这条消息的内容' },
  4:  { ...BROKEN, why: '微信网关没有按时应答' },
  6:  { ...BROKEN, lasting: true, ambiguous: false, why: '这个网关已被另一个程序占用' },
  8:  { ...ANSWERED, verdict: 'retry', why: '微信网关忙' },
  12: { ...ANSWERED, verdict: 'refused', why: '微信网关不支持这种消息' },
  13: { ...BROKEN, why: '与微信网关的连接出错' },
  14: { ...BROKEN, why: '连不上微信网关' },
  16: { ...BROKEN, lasting: true, ambiguous: false, why: '微信网关不认这个令牌，请检查 WECHATY_TOKEN' },
}
const TOO_LATE: Fault = { ...BROKEN, lost: false, why: '微信网关没有按时应答' }
const OTHER: Fault = { ...ANSWERED, verdict: 'retry', why: '微信网关没有办成' }

/** Everything unknown is a "no" that the gateway has given: tried again later, the connection stays. */
export function faultOf(error: unknown): Fault {
  if (error instanceof DeadlineExceeded) return TOO_LATE
  const code = codeOf(error)
  return (code === undefined ? undefined : FAULTS[code]) ?? OTHER
}

/** The gRPC status of an error, if it carries one. */
function codeOf(error: unknown): number | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'number' ? code : undefined
}

/** What a puppet's 'error' event is about: it carries the error as JSON, its status among it. */
export function told(payload: { readonly gerror?: string }): unknown {
  try {
    return JSON.parse(payload.gerror ?? '')
  } catch {
    return undefined
  }
}

/** An error's kind, never its text: texts of gateway errors hold tokens, names and words of residents. */
export function nameOf(error: unknown): string {
  const code = codeOf(error)
  const name = error instanceof Error ? error.name : typeof error
  return code === undefined ? name : `${name} ${code}`
}
