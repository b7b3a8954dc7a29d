/** Catches the root handle used inside a transaction: embedded it would hang for ever, on Postgres run outside unseen. */
import { AsyncLocalStorage } from 'node:async_hooks'

export function transactionGuard() {
  const current = new AsyncLocalStorage<{ open: boolean }>()
  return {
    /** Runs a transaction's body; what it leaves running afterwards may use the root again. */
    async inside<T>(work: () => Promise<T>): Promise<T> {
      const mark = { open: true }
      try {
        return await current.run(mark, work)
      } finally {
        mark.open = false
      }
    },
    check() {
      if (current.getStore()?.open)
        throw new Error('the root database handle was used inside a transaction: hand the transaction on')
    },
  }
}
