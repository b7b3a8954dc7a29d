/** Text as both Telegram and the database take it. */

/** Halves of characters and NUL are replaced: Telegram answers 400 to them, Postgres cannot store them. */
export function sound(text: string): string {
  return text.replace(/\p{Surrogate}|\0/gu, '\uFFFD')
}
