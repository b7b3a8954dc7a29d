/** Makes the prepared database (`template.ts`): for `npm run build` and for the tests. */
import type { Log } from '../../../core/log.ts'
import { filesOf, openDirectory } from './open-embedded.ts'
import { prepareTemplate } from './template.ts'

const nothing = (): void => undefined
const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/** Answers the file it is kept in, made where it is missing: a database with every table, closed and at rest. */
export const prepareDatabase = (folder?: string): Promise<string> =>
  prepareTemplate(async (dir) => {
    const database = await openDirectory(dir, { log: silent, migrate: true, checkPages: false, onLost: nothing })
    await database.close()
    return filesOf(dir).database
  }, folder)
