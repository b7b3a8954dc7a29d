/** One fact with fields. Fields never hold names, phone numbers, message texts or tokens. */
type Write = (fields: object, message: string) => void

export interface Log {
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
}
