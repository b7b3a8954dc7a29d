/** Redaction of one message: each of its texts is searched for personal data once, however many are told of the outcome. */
import { findPersonal, type Masked, maskSpans, type PersonalKind, type PersonalSpan } from './mask.ts'

/** `text` with personal data masked, but for the kinds in `keep`. */
export type Redact = (text: string, keep?: readonly PersonalKind[]) => Masked

/** A redactor for one message; let go of with it. */
export function makeRedactor(find: (text: string) => readonly PersonalSpan[] = findPersonal): Redact {
  const known = new Map<string, readonly PersonalSpan[]>()
  return (text, keep) => {
    const spans = known.get(text) ?? find(text)
    known.set(text, spans)
    return maskSpans(text, spans, keep)
  }
}
