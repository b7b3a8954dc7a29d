/** Finds where the first responder of a case is written to. */
import { eq } from 'drizzle-orm'
import { cases, staff } from '../schema.ts'
import type { Tx } from '../types.ts'

/** `conversation`: of the resident; `firstResponder`: null where they have no chat. */
export async function firstResponderConversation(
  tx: Tx,
  caseId: number,
): Promise<{ number: string; conversation: number | null; firstResponder: number | null } | null> {
  const [row] = await tx
    .select({ number: cases.number, conversation: cases.conversationId, firstResponder: staff.conversationId })
    .from(cases)
    .leftJoin(staff, eq(staff.id, cases.firstResponderId))
    .where(eq(cases.id, caseId))
  return row ?? null
}
