/** WeChat sends a quoted reply as one text; this takes it apart again. */
import { XMLParser } from 'fast-xml-parser'

export interface Quoted {
  /** Whom the reply quotes, as WeChat names them; empty where it does not say. */
  readonly who: string
  readonly quoted: string
  readonly text: string
}

/** 「name：words」, a line of dashes, the reply. Greedy: the words may themselves hold a quoted reply. */
const PRINTED = /^「([\s\S]*)」\r?\n(?:- ){5,}-[ \t]*\r?\n([\s\S]*)$/u

/** Above this a text is no quoted reply worth parsing: a reply and what it quotes are far shorter. */
const LONGEST_XML = 64 * 1024

/** Splits a quoted reply into what is quoted and what is said; undefined for every other text. */
export function splitQuote(text: string): Quoted | undefined {
  return splitPrinted(text) ?? splitXml(text)
}

function splitPrinted(text: string): Quoted | undefined {
  const match = PRINTED.exec(text)
  if (!match) return undefined
  const inner = match[1] ?? ''
  const colon = inner.search(/[：:]/u)
  const [who, quoted] = colon < 0 ? ['', inner] : [inner.slice(0, colon), inner.slice(colon + 1)]
  return { who: who.trim(), quoted: quoted.trim(), text: (match[2] ?? '').trim() }
}

/** Newer clients: an app message of type 57 whose title is the reply; some gateways pass its XML on as it is. */
function splitXml(text: string): Quoted | undefined {
  if (text.length > LONGEST_XML || !text.includes('<refermsg>') || /<!DOCTYPE|<!ENTITY/iu.test(text)) return undefined
  const message = appMessage(text)
  const refer = field(message, 'refermsg')
  const reply = field(message, 'title')
  if (refer === undefined || typeof reply !== 'string') return undefined
  const content = field(refer, 'content')
  const who = field(refer, 'displayname')
  return {
    who: typeof who === 'string' ? who.trim() : '',
    quoted: typeof content === 'string' ? words(content) : '',
    text: reply.trim(),
  }
}

/** The quoted message may be an app message itself: then its title is what a person saw. */
function words(content: string): string {
  if (!content.includes('<appmsg') || /<!DOCTYPE|<!ENTITY/iu.test(content)) return content.trim()
  const title = field(appMessage(content), 'title')
  return typeof title === 'string' ? title.trim() : ''
}

function appMessage(xml: string): unknown {
  const start = xml.indexOf('<msg>')
  if (start < 0) return undefined
  const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false })
  try {
    return field(field(parser.parse(xml.slice(start)) as unknown, 'msg'), 'appmsg')
  } catch {
    // Half an XML text is somebody's message, not a quote.
    return undefined
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
