/** Heads of recordings as phones and browsers write them, with noise behind. */
const text = (s: string): Buffer => Buffer.from(s, 'latin1')
const noise = (n: number): Buffer => Buffer.from(Array.from({ length: n }, (_, i) => (i * 37) % 251))
const box = (type: string, ...inside: Buffer[]): Buffer => {
  const body = Buffer.concat(inside)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(body.length + 8)
  return Buffer.concat([size, text(type), body])
}
const track = (handler: string): Buffer => box('trak', box('hdlr', Buffer.alloc(8), text(handler), Buffer.alloc(12)))

export const amr = (n = 60): Buffer => Buffer.concat([text('#!AMR\n'), noise(n)])
export const silk = (): Buffer => Buffer.concat([text('\x02#!SILK_V3'), noise(60)])
export const ogg = (): Buffer => Buffer.concat([text('OggS'), Buffer.alloc(24), text('OpusHead'), noise(60)])
export const mp3 = (): Buffer => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), noise(60)])
export const wav = (): Buffer => Buffer.concat([text('RIFF'), Buffer.alloc(4), text('WAVEfmt '), noise(60)])
export const m4a = (): Buffer => Buffer.concat([box('ftyp', text('M4A '), Buffer.alloc(4)), box('mdat', noise(60)), box('moov', track('soun'))]) // prettier-ignore
export const film = (): Buffer => Buffer.concat([box('ftyp', text('isom'), Buffer.alloc(4)), box('mdat', noise(60)), box('moov', track('soun'), track('vide'))]) // prettier-ignore
export const webm = (codec = 'A_OPUS'): Buffer => Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), noise(40), text(codec), noise(60)]) // prettier-ignore
