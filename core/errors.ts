/** Said to whoever gave a command: one sentence. */
export class UserError extends Error {
  override readonly name = 'Refused'
}
