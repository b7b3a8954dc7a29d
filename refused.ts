/** Said to whoever gave a command: one sentence. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
