/** Writes values as the list of an SQL `in (…)`. */
import { sql, type SQL } from 'drizzle-orm'

/** Each value is a parameter. An empty list is no valid SQL: ask before. */
export const sqlList = (values: readonly (string | number)[]): SQL =>
  sql.join(
    values.map((v) => sql`${v}`),
    sql`, `,
  )
