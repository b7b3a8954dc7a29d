/**
 * A process that writes as fast as it can into a data directory and says on its output what was acknowledged: READY,
 * then 'ACK n' a commit. Row n holds n, so that a gap shows. Run by tests that kill it or cut its power.
 */
import { sql } from 'drizzle-orm'
import { rows } from '../../db/rows.ts'
import { openWritten } from './open-written.ts'

const dir = process.argv[2] ?? ''
try {
  const { db } = await openWritten(dir, process.argv[3] === 'shipped')
  await db.execute(sql`create table if not exists written (n bigint primary key, pad text not null)`)
  const [last] = await rows<{ n: number }>(db, sql`select coalesce(max(n), 0) as n from written`)
  process.stdout.write('READY\n')
  for (let n = last!.n + 1; ; n++) {
    await db.transaction(async (tx) => {
      await tx.execute(sql`insert into written (n, pad) values (${n}, ${'承诺'.repeat(n % 200)})`)
    })
    process.stdout.write(`ACK ${n}\n`)
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
