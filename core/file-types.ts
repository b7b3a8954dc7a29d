/** Files people send: what is taken, told by their first bytes and not by what they claim to be. Nothing is ever unpacked. */
import { cleanLine } from './input/clean-text.ts'
import { detectAudioType } from './voice/audio-types.ts'
import { type Masked, maskPersonal, WHERE } from './privacy/mask.ts'

export const MAX_FILE_BYTES = 10 * 1024 * 1024

// prettier-ignore
const SIGNATURES: readonly { type: string; ends: string; at: number; bytes: readonly number[] }[] = [
  { type: 'image/jpeg',      ends: 'jpg',  at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/png',       ends: 'png',  at: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { type: 'image/gif',       ends: 'gif',  at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp',      ends: 'webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  { type: 'image/heic',      ends: 'heic', at: 4, bytes: [0x66, 0x74, 0x79, 0x70, 0x68, 0x65] },
  { type: 'image/heic',      ends: 'heic', at: 4, bytes: [0x66, 0x74, 0x79, 0x70, 0x6d, 0x69, 0x66] },
  { type: 'application/pdf', ends: 'pdf',  at: 0, bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'application/msword', ends: 'doc', at: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0] },
]

/** Pictures every browser draws and nothing else: what may be shown in a page. What may carry a script (SVG, HTML) is not taken at all. */
export const SHOWN_INLINE: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** The type of a file by its bytes; null for one the desk does not take. A zip is taken only where it is a Word file. */
export function detectFileType(bytes: Uint8Array): { type: string; ends: string } | null {
  const found = SIGNATURES.find((s) => s.bytes.every((b, i) => bytes[s.at + i] === b))
  if (found) return { type: found.type, ends: found.ends }
  const audio = detectAudioType(bytes)
  if (audio) return { type: audio.type, ends: audio.ends }
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3
  return zip && Buffer.from(bytes.subarray(0, 4096)).includes('[Content_Types].xml')
    ? { type: DOCX, ends: 'docx' }
    : null
}

/** Longer ones are cut before anything is looked for in them. */
const LONGEST_NAME = 500

/** A name without a path, control characters, half characters or more than 80 characters, ending as its bytes say. */
export const safeName = (name: string, ends: string): string =>
  `${cleanLine(baseOf(name).slice(0, 80)) || '文件'}.${ends}`

/**
 * The name under which a file is kept: safe, and personal data masked. Numbers are looked for once what cannot stand in a
 * name is out, so that nothing put between digits hides them, and before anything is cut off.
 */
export const storedName = (name: string, ends: string): string =>
  `${cleanLine(maskedName(baseOf(name)).text.slice(0, 80)) || '文件'}.${ends}`

/** A file's name masked as the text of a case is, by a sign that may stand in a name. */
export function maskedName(name: string): Masked {
  const { text, found } = maskPersonal(name.slice(0, LONGEST_NAME), WHERE)
  return { text: text.replaceAll('*', 'x'), found }
}

const baseOf = (name: string): string =>
  (name.slice(0, LONGEST_NAME).split(/[/\\]/).pop() ?? '')
    .replace(/[\p{C}<>:"|?*]/gu, '')
    .replace(/^[.\s]+/, '')
    .replace(/\.[^.]{0,10}$/, '')
