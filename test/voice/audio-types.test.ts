import { expect, test } from 'vitest'
import { detectFileType } from '../../core/file-types.ts'
import { playsInBrowser } from '../../core/voice/audio-types.ts'
import { amr, film, m4a, mp3, ogg, silk, wav, webm } from '../support/recordings.ts'

test.each([
  ['AMR of WeChat', amr(), 'audio/amr', false],
  ['wide AMR', Buffer.from('#!AMR-WB\nxxxx'), 'audio/amr', false],
  ['SILK of WeChat', silk(), 'audio/silk', false],
  ['Opus of Telegram', ogg(), 'audio/ogg', true],
  ['MP3', mp3(), 'audio/mpeg', true],
  ['MP3 with tags', Buffer.from('ID3\x04xxxxxxxx'), 'audio/mpeg', true],
  ['M4A, its tracks at the end', m4a(), 'audio/mp4', true],
  ['WAV', wav(), 'audio/wav', true],
  ['a recording of Chromium', webm(), 'audio/webm', true],
])('%s is known by its bytes', (_, bytes, type, plays) => {
  expect(detectFileType(bytes)?.type).toBe(type)
  expect(playsInBrowser(type)).toBe(plays)
})

test.each([
  ['a film', film()],
  ['a film of a browser', webm('V_VP8 A_OPUS')],
  ['an Ogg of pictures', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('\x80theora')])],
  ['UTF-16 text', Buffer.from([0xff, 0xfe, 0x41, 0])],
  ['nothing', Buffer.alloc(0)],
])('%s is no recording', (_, bytes) => expect(detectFileType(bytes)).toBeNull())
