/** Remembers what mask.ts found in the texts of one message: each is searched once, however many are told of the outcome. */
import { findPersonal, type Masked, maskSpans, type PersonalKind, type PersonalSpan } from './mask.ts'

/** `text` with personal data masked, but for the kinds in `keep`. */
export type MaskText = (text: string, keep?: readonly PersonalKind[]) => Masked

/** A redactor for one message; let go of with it. */
export function makeMaskOnce(find: (text: string) => readonly PersonalSpan[] = findPersonal): MaskText {
  const known = new Map<string, readonly PersonalSpan[]>()
  return (text, keep) => {
    const spans = known.get(text) ?? find(text)
    known.set(text, spans)
    return maskSpans(text, spans, keep)
  }
}
