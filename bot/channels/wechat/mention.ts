/** Finds and cuts "@name" in what is said in a group. */

/** WeChat ends a mention with U+2005; people who type it by hand end it with a space or the end of the text. */
const END = '(?:[\\u2005\\u0020\\u3000\\u00a0]|(?=\\n)|$)'

export interface Mention {
  readonly named: boolean
  /** The text without the mentions of the desk. */
  readonly text: string
}

/** Looks for the desk by any of its names: its own, and the one it carries in this group. */
export function cutMention(text: string, names: readonly string[]): Mention {
  const known = names.filter((name) => name !== '').sort((a, b) => b.length - a.length)
  if (known.length === 0) return { named: false, text: text.trim() }
  const pattern = new RegExp(`@(?:${known.map((name) => literally(name)).join('|')})${END}`, 'gu')
  const cut = text.replace(pattern, '')
  return { named: cut !== text, text: cut.trim() }
}

/** Cuts the first mention whatever its name: for a gateway that says who was meant but not under which name. */
export function cutLeadingMention(text: string): string {
  return text.replace(/^\s*@[^\u2005\n]{1,64}\u2005|^\s*@\S{1,64}(?:\s|$)/u, '').trim()
}

function literally(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')
}
