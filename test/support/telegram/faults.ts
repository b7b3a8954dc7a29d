/** What can go wrong on the way to Telegram, injected per method. */

export interface Fault {
  /** Method name as on the wire, `download` for file downloads, or `*` for everything. */
  readonly method: string
  readonly kind:
    /** Refused with `status`, `description` and `parameters`. */
    | 'answer'
    /** The connection is cut. */
    | 'drop'
    /** Never answered. */
    | 'hang'
    /** Answered with what is not JSON. */
    | 'garbage'
  readonly status?: number
  readonly description?: string
  /** For example `{ retry_after: 7 }`. */
  readonly parameters?: object
  /** The call takes effect first and only its answer is lost; default no. Not for `answer`. */
  readonly done?: boolean
  /** How often; default once. `Infinity` (or 0 over HTTP) until cleared. */
  readonly times?: number
}

export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** The fault that meets this call, its turn used up. */
  take(method: string): Fault | undefined
}

export function makeFaults(): Faults {
  const waiting: { fault: Fault; left: number }[] = []
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times === 0 ? Infinity : (fault.times ?? 1) }),
    clear: () => void waiting.splice(0),
    take: (method) => {
      const at = waiting.findIndex(
        ({ fault }) => fault.method === '*' || fault.method.toLowerCase() === method.toLowerCase(),
      )
      const met = waiting[at]
      if (met && --met.left <= 0) waiting.splice(at, 1)
      return met?.fault
    },
  }
}
