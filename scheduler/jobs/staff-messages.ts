/** The same words to several members of staff, once each. */
import type { Staff } from '../../core/case/case.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'

export const toStaff = (
  people: readonly Staff[],
  text: string,
  onceKey: string,
  urgency: NewMessage['urgency'],
): NewMessage[] =>
  people
    .filter((s) => s.conversationId !== null)
    .map((s) => ({
      conversationId: s.conversationId!,
      message: { text },
      urgency,
      about: 'reminder',
      onceKey: `${onceKey}:${s.id}`,
    }))
