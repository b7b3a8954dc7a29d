/** A multipart form, read within the limits of its route: small fields first, then at most one file. */
import type { FastifyRequest } from 'fastify'
import { userError, UserError } from '../core/errors.ts'

export interface Form {
  readonly fields: Readonly<Record<string, string>>
  /** Null where none was chosen. */
  readonly file: { readonly name: string; readonly bytes: Buffer } | null
}

/**
 * Reads the form. `beforeFile` is given the fields that came first and throws where the file must not be read; it is
 * called for a form without a file too. Refuses: 400 for what is no whole form, 413 for what is beyond the limits.
 */
export async function readForm(
  request: FastifyRequest,
  beforeFile: (fields: Readonly<Record<string, string>>) => void = () => undefined,
): Promise<Form> {
  const { raw } = request
  try {
    return await within(request, read(request, beforeFile))
  } catch (error) {
    // what is still on its way goes nowhere
    raw.unpipe()
    raw.resume()
    throw refusalOf(error)
  }
}

async function read(request: FastifyRequest, beforeFile: (fields: Readonly<Record<string, string>>) => void) {
  const { files, fileBytes, fields: most, fieldBytes } = limitsOf(request)
  const fields: Record<string, string> = Object.create(null) as Record<string, string>
  let file: Form['file'] = null
  let asked = false
  const limits = {
    files,
    fileSize: fileBytes,
    fields: most,
    fieldSize: fieldBytes,
    parts: files + most,
    headerPairs: 20,
  }
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      if (part.valueTruncated || part.fieldnameTruncated) throw userError('too-large')
      if (typeof part.value === 'string') fields[part.fieldname] = part.value
      continue
    }
    if (!asked) beforeFile(fields)
    asked = true
    const bytes = await part.toBuffer()
    // a browser sends the field of a file nobody chose, empty and without a name
    if (part.filename || bytes.length > 0) file ??= { name: part.filename, bytes }
  }
  if (!asked) beforeFile(fields)
  return { fields, file }
}

function limitsOf(request: FastifyRequest) {
  const form = request.routeOptions.config.bodyLimit?.form
  if (!form) throw userError('bad-request')
  return form
}

/** Rejects once more has come than the whole form may be, whatever it was made of, or it gives way to others. */
async function within<T>({ raw, routeOptions, bodyGivesWay }: FastifyRequest, reading: Promise<T>): Promise<T> {
  const most = routeOptions.config.bodyLimit?.form?.bytes ?? 0
  let came = 0
  return new Promise((done, failed) => {
    const count = (chunk: Buffer): void => {
      if ((came += chunk.length) > most) failed(userError('too-large'))
    }
    const giveWay = (): void => failed(userError('busy'))
    if (bodyGivesWay?.aborted) giveWay()
    bodyGivesWay?.addEventListener('abort', giveWay)
    raw.on('data', count)
    reading
      .then(done, failed)
      .finally(() => (raw.off('data', count), bodyGivesWay?.removeEventListener('abort', giveWay)))
  })
}

/** The parser's errors are told by their status; what has none is a form cut short or badly made. */
function refusalOf(error: unknown): unknown {
  if (error instanceof UserError) return error
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (status === 413) return userError('too-large')
  return typeof status === 'number' && status >= 400 && status < 500 ? error : userError('bad-request')
}
