/** Looks at the database for `town doctor`: what it is, what it can, whether this desk's key fits it. Changes nothing. */
import { type DatabaseFacts, databaseFacts, type DeskFacts, deskFacts } from '../../db/health/database-facts.ts'
import { type Probed, probeFeatures } from '../../db/health/probe-features.ts'
import type { Handlers } from '../../db/drivers/embedded/control-socket.ts'
import type { Database } from '../../db/types.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'

export interface DatabaseHealth extends DatabaseFacts {
  readonly kind: Database['kind']
  readonly features: readonly Probed[]
  /** Null where the tables are not this version's. `keyFits` is null where nothing is sealed yet. */
  readonly desk: (Omit<DeskFacts, 'sealed'> & { readonly keyFits: boolean | null }) | null
}

export async function databaseHealth(database: Database, cipher: Cipher): Promise<DatabaseHealth> {
  const facts = await databaseFacts(database.db)
  const features = await probeFeatures(database)
  if (facts.tables !== 'current') return { kind: database.kind, ...facts, features, desk: null }
  const { sealed, ...desk } = await deskFacts(database.db)
  return {
    kind: database.kind,
    ...facts,
    features,
    desk: { ...desk, keyFits: sealed === null ? null : opens(cipher, sealed) },
  }
}

function opens(cipher: Cipher, sealed: string): boolean {
  try {
    cipher.decrypt(sealed)
    return true
  } catch {
    return false
  }
}

export const healthHandlers = (o: {
  readonly database: Database
  readonly requestContext: () => { readonly cipher: Cipher }
}): Handlers => ({
  'doctor.database': () => databaseHealth(o.database, o.requestContext().cipher),
})
