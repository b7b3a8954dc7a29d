/** The port to whoever sends text messages: a code that shows that a telephone is in somebody's hand. No provider is wired yet. */

export interface PhoneCodes {
  /**
   * Takes a code to be sent, and returns at once; `phone` is plain digits. Called once, after the transaction that keeps
   * the code: whoever gets none asks for another, so what the provider does with it is the adapter's to log.
   */
  send(phone: string, code: string): void
}

/** How long a code is good for, and how often it may be typed wrong. */
export const PHONE_CODE = { minutes: 10, tries: 5 } as const
/** How long a code made for the counter is good for. */
export const COUNTER_CODE = { days: 7 } as const
