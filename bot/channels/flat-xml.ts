/** The flat XML of WeChat's and WeCom's pushes: every field a string, nothing expanded, nothing large. */
import { XMLParser } from 'fast-xml-parser'

const LONGEST = 64 * 1024
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  trimValues: false,
})

export type Fields = Readonly<Record<string, string>>

/** The text fields of `<xml>…</xml>`; undefined for anything else, document types and entities included. */
export function readXml(text: string): Fields | undefined {
  if (text.length > LONGEST || /<!DOCTYPE|<!ENTITY/iu.test(text)) return undefined
  const root = parse(text)
  if (typeof root !== 'object' || root === null) return undefined
  return Object.fromEntries(
    Object.entries(root).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}

const [OPEN, CLOSE] = ['<Encrypt>', '</Encrypt>']
const CDATA = /^<!\[CDATA\[(.*)\]\]>$/su

/** The seal of a push, cut out of its envelope unread: who has not signed it has nothing parsed. Undefined where there is none. */
export function sealOf(envelope: string): string | undefined {
  const from = envelope.indexOf(OPEN)
  const to = envelope.indexOf(CLOSE, from)
  if (envelope.length > LONGEST || from < 0 || to < 0) return undefined
  const inside = envelope.slice(from + OPEN.length, to)
  return CDATA.exec(inside)?.[1] ?? inside
}

function parse(text: string): unknown {
  try {
    return (parser.parse(text) as { xml?: unknown }).xml
  } catch {
    return undefined
  }
}
