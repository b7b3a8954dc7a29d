/** The list of letters that did not arrive, for the person who looks at it each working morning. */
import type { DeadLetter } from '../db/queue/dead-letters.ts'

const STATES: Readonly<Record<DeadLetter['state'], string>> = {
  refused: '平台不收',
  unreachable: '联系不上',
  dead: '多次没发出去',
}

/** Dates may have come through the control socket, as text. */
const day = (at: Date | string): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

export function sayLetters(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return '没有未送达的消息。'
  const lines = letters.map((l) =>
    [
      l.id,
      `${day(l.settledAt)}Z`,
      l.channel,
      STATES[l.state],
      l.number ?? l.about,
      l.maybeSent ? '可能已送到' : '',
      l.error ?? '',
    ]
      .filter((v) => v !== '')
      .join('　'),
  )
  return [...lines, `共 ${letters.length} 条。能打电话的先打电话；要重发：letters resend 编号`].join('\n')
}
