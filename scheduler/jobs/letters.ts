/** The same words to several members of staff, once each. */
import type { Staff } from '../../core/case/case.ts'
import type { Letter } from '../../db/outbox.ts'

export const toStaff = (
  people: readonly Staff[],
  text: string,
  onceKey: string,
  urgency: Letter['urgency'],
): Letter[] =>
  people
    .filter((s) => s.conversationId !== null)
    .map((s) => ({
      conversationId: s.conversationId!,
      message: { text },
      urgency,
      about: 'reminder',
      onceKey: `${onceKey}:${s.id}`,
    }))
