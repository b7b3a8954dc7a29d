/** The body of another program's answer as text, never more than was asked for. */

/** Throws where it is longer than `most` bytes: a fault of whoever answers. */
export async function readShort(response: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  // fetch hands out bytes; its type says less
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > most) throw new Error('too long')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
