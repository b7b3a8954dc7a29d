/** Opens what the writer (writer.ts) left, writes one row more, and prints what it found as JSON. */
import { sql } from 'drizzle-orm'
import { rows } from '../../db/rows.ts'
import { openWritten } from './open-written.ts'

const { db, close } = await openWritten(process.argv[2] ?? '', process.argv[3] === 'shipped')
await db.execute(sql`create table if not exists written (n bigint primary key, pad text not null)`)
const [found] = await rows(
  db,
  sql`select count(*) as rows, coalesce(max(n), 0) as last, count(*) filter (where length(pad) <> 2 * (n % 200)) as torn from written`,
)
await db.execute(sql`insert into written (n, pad) select coalesce(max(n), 0) + 1, '' from written`)
await close()
process.stdout.write(JSON.stringify(found))
