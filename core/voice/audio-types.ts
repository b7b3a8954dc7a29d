/** Recordings people send, told by their first bytes: what WeChat, Telegram and browsers record as, and nothing with pictures in it. */

interface AudioType {
  readonly type: string
  readonly ends: string
  /** Whether today's browsers play it: what they do not is downloaded to be heard. */
  readonly plays: boolean
}

const ascii = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0))

const AMR: AudioType = { type: 'audio/amr', ends: 'amr', plays: false }
const SILK: AudioType = { type: 'audio/silk', ends: 'silk', plays: false }
const MP3: AudioType = { type: 'audio/mpeg', ends: 'mp3', plays: true }
const M4A: AudioType = { type: 'audio/mp4', ends: 'm4a', plays: true }
const WEBM: AudioType = { type: 'audio/webm', ends: 'webm', plays: true }

// prettier-ignore
const SIGNATURES: readonly { readonly is: AudioType; readonly fits: (b: Uint8Array) => boolean }[] = [
  { is: AMR,  fits: (b) => ascii(b, 0, '#!AMR') },
  // WeChat writes one byte of its own before it
  { is: SILK, fits: (b) => ascii(b, 0, '#!SILK_V3') || (b[0] === 2 && ascii(b, 1, '#!SILK_V3')) },
  { is: { type: 'audio/ogg', ends: 'ogg', plays: true }, fits: (b) => ascii(b, 0, 'OggS') && firstOf(b, 256, 'OpusHead', '\x01vorbis', 'Speex   ') },
  { is: { type: 'audio/wav', ends: 'wav', plays: true }, fits: (b) => ascii(b, 0, 'RIFF') && ascii(b, 8, 'WAVE') },
  { is: MP3,  fits: (b) => ascii(b, 0, 'ID3') || isMp3Frame(b) },
  { is: M4A,  fits: (b) => ascii(b, 4, 'ftyp') && isSoundOnly(b) },
  { is: WEBM, fits: (b) => b[0] === 0x1a && b[1] === 0x45 && b[2] === 0xdf && b[3] === 0xa3 && firstOf(b, 4096, 'A_OPUS', 'A_VORBIS') && !firstOf(b, 4096, 'V_') },
]

const firstOf = (bytes: Uint8Array, within: number, ...words: readonly string[]): boolean => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(within, bytes.length))
  return words.some((word) => head.includes(word, 0, 'latin1'))
}

/** An MPEG layer III frame: eleven set bits, a layer, a bit rate and a sampling rate that exist. */
const isMp3Frame = (b: Uint8Array): boolean => {
  const [first = 0, second = 0, third = 0] = b
  if (first !== 0xff || (second & 0xe6) !== 0xe2) return false
  return (second & 0x18) !== 0x08 && third >> 4 !== 0 && third >> 4 !== 15 && (third & 0x0c) !== 0x0c
}

/** Of an MP4: a track of sound and none of pictures, by the handlers of its tracks, wherever in the file they stand. */
function isSoundOnly(bytes: Uint8Array): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let sound = false
  for (let at = all.indexOf('hdlr'); at !== -1; at = all.indexOf('hdlr', at + 4)) {
    const handler = all.toString('latin1', at + 12, at + 16)
    if (handler === 'vide') return false
    if (handler === 'soun') sound = true
  }
  return sound
}

/** The type of a recording by its bytes; null for what is none. */
export const detectAudioType = (bytes: Uint8Array): AudioType | null =>
  SIGNATURES.find(({ fits }) => fits(bytes))?.is ?? null

const TYPES: readonly AudioType[] = SIGNATURES.map((s) => s.is)
export const isAudio = (type: string): boolean => TYPES.some((t) => t.type === type)
/** Whether a browser plays a stored file of this type. */
export const playsInBrowser = (type: string): boolean => TYPES.some((t) => t.type === type && t.plays)
