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

function parse(text: string): unknown {
  try {
    return (parser.parse(text) as { xml?: unknown }).xml
  } catch {
    return undefined
  }
}
