import { afterAll, beforeAll } from 'vitest'
import { channelContract } from '../support/channel-contract.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { webRig } from '../support/web-rig.ts'

let database: TestDb
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())

channelContract('web', () => webRig(database), {
  'names the pause a busy platform asks for': 'its platform is our own database, which names no pause',
  'says unreachable when the resident has left': 'a mailbox is always there: nobody can block or leave it',
  'says refused when the platform will never take the message': 'a mailbox takes every message there is',
  'says ambiguous when the answer is lost after the message left':
    'the row and its answer are one commit on our own database; a connection lost in between cannot be staged here',
  'hands on a file with its bytes':
    'the page takes only files whose bytes are a photo or a document; test/web/chat.db.test.ts sends a real one',
})
