/** Declares the column shapes used by every table. */
import { bigint, bigserial, customType, text, timestamp } from 'drizzle-orm/pg-core'

export const id = () => bigserial('id', { mode: 'number' }).primaryKey()
export const ref = (name: string) => bigint(name, { mode: 'number' })
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
/** A local date of the town, 'YYYY-MM-DD'. */
export const day = (name: string) => text(name)
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => new Uint8Array(value),
  toDriver: (value) => Buffer.from(value),
})
