/** The bytes of a photo or file, never more than the desk allows. */
import type { Puppet, FileBox } from './wechaty.ts'
import { withDeadline } from './deadline.ts'

/** A box of this kind names a path on this machine: a gateway has no business asking for those. */
const LOCAL_FILE = 5

/** Rejects when the bytes cannot be had in time or are more than `max`; stops reading at the limit. */
export async function fetchFile(puppet: Puppet, messageId: string, max: number, ms: number): Promise<Uint8Array> {
  return withDeadline(ms, read(puppet, messageId, max))
}

async function read(puppet: Puppet, messageId: string, max: number): Promise<Uint8Array> {
  // wechaty's own declaration does not resolve its file-box; this is what it hands out.
  const box = (await puppet.messageFile(messageId)) as FileBox
  if (box.type === LOCAL_FILE) throw new Error('the gateway names a file on this machine')
  if (box.size > max) throw new RangeError(`the file is larger than ${max} bytes`)
  const stream = await box.toStream()
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    const bytes = Buffer.from(part as Uint8Array)
    size += bytes.length
    // Leaving the loop destroys the stream.
    if (size > max) throw new RangeError(`the file is larger than ${max} bytes`)
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}
