/**
 * Turns what any channel, page or API hands in into text that can be stored, read and shown. Every door calls it first,
 * so nothing behind a door has to know how many ways there are to type a letter, a space or a dash.
 */

/** Dashes of all kinds, as a class of a pattern: what input methods, phones and word processors make of one. */
export const DASHES = '\\-\u2010-\u2015\u2212\u2500\u30fc\ufe58\ufe63\uff0d'

const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g
/** What no database or page holds: controls but for line end and tab, half characters, what is not a character. */
const NO_TEXT =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
/** Seen by nobody, and between two digits a way past every mask. Joiners within a face are not of them. */
const UNSEEN =
  /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![\p{Extended_Pictographic}\ufe0f\u{1f3fb}-\u{1f3ff}])\u200d|\u200d(?!\p{Extended_Pictographic})/gu
const SPACES = /[^\S\n]/g
/** Full-width letters, digits and signs, but for the marks that Chinese is written with: ！（），：；？～ */
const FULL_WIDTH = /[\uff02-\uff07\uff0a\uff0b\uff0d-\uff19\uff1c-\uff1e\uff20-\uff5d]/g
const DASH_IN_NUMBER = new RegExp(`(?<=\\d)\\s?[${DASHES}]{1,2}\\s?(?=\\d)`, 'g')

/** The text with a plain dash between digits, for readers of numbers: '第9—13条' is Chinese, '022—29123456' a telephone. */
export const plainDashes = (text: string): string => text.replace(DASH_IN_NUMBER, '-')

/**
 * The text as it is kept: whole characters, one kind of line end and of space, letters and digits of half width, nothing
 * unseen. Chinese marks and dashes stay as they were typed. Doing it again changes nothing.
 */
export function cleanText(raw: string): string {
  // taking one thing out can bring two others together: until nothing changes, which is at the second look
  for (let text = raw; ;) {
    const next = once(text)
    if (next === text) return next
    text = next
  }
}

const once = (text: string): string =>
  text
    .replace(LINE_ENDS, '\n')
    .replace(NO_TEXT, '')
    .replace(UNSEEN, '')
    .replace(SPACES, ' ')
    .replace(FULL_WIDTH, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))

/** A whole text on one line, for fields that have one: line ends and runs of spaces are one space. */
export const cleanLine = (raw: string): string => cleanText(raw).replace(/\s+/g, ' ').trim()

const QUOTES_BEFORE = /^[\s“”"'‘’「『《【[]+/
const MARK_AFTER = /[\s。．.！!～~…，,、；;：:“”"'‘’」』》】\]]/
/** Without the characters at its end that `mark` matches one of: in linear time, which no pattern with $ has. */
export function trimEnd(text: string, mark: RegExp): string {
  let end = text.length
  while (end > 0 && mark.test(text[end - 1]!)) end--
  return text.slice(0, end)
}

const SLASH_WITH_BOT = /^(\/[\p{L}\p{N}_]+)(?:@\w+)+/u

/**
 * A message as a command is looked for in it: of half width throughout, without the bot's name behind a slash word, the
 * quotes people copy with it and the marks a dictation adds. A question mark stays: who asks does not order.
 */
export function commandLine(raw: string): string {
  const text = plainDashes(cleanText(cleanText(raw).normalize('NFKC')))
  return withoutBotName(trimEnd(text.replace(QUOTES_BEFORE, ''), MARK_AFTER)).replace(/\s+/g, ' ')
}

/** '/mine@TownBot 0007' is '/mine 0007': in a group Telegram writes who is meant. */
export const withoutBotName = (text: string): string => text.replace(SLASH_WITH_BOT, '$1')

/** The same without any space: '我 的 办件'. */
export const squeezed = (line: string): string => line.replace(/\s/g, '')
