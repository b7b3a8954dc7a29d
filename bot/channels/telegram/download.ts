/** The bytes of a file somebody sent, within the size the desk allows. */
import { z } from 'zod'
import type { TelegramApi } from './api.ts'

const place = z.object({ file_path: z.string(), file_size: z.number().optional() })

/** Why a file could not be had; never holds its address, which holds the token. */
class FileError extends Error {
  override readonly name = 'FileError'
}

export async function download(
  api: TelegramApi,
  fileId: string,
  maxBytes: number,
  deadlineMs: number,
): Promise<Uint8Array> {
  const { file_path, file_size = 0 } = place.parse(await api.call('getFile', { file_id: fileId }, { deadlineMs }))
  if (file_size > maxBytes) throw tooLarge(maxBytes)
  const response = await fetch(api.fileUrl(file_path), { signal: AbortSignal.timeout(deadlineMs) }).catch(unreadable)
  if (!response.ok) throw new FileError(`download answered ${response.status}`)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    // The size Telegram named need not be true: counting stops a longer body.
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array
      size += bytes.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      chunks.push(bytes)
    }
  } catch (error) {
    throw error instanceof FileError ? error : unreadable(error)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

const tooLarge = (maxBytes: number) => new FileError(`larger than ${maxBytes} bytes`)

function unreadable(error: unknown): never {
  throw new FileError(`download broke off: ${error instanceof Error ? error.name : 'unknown'}`)
}
