/** The models a town may connect, by its settings: one that points at a matter, one that writes down speech. Unset: none. */
import type { Log } from '../core/log.ts'
import { makeLlmOpinion } from './llm.ts'
import { makeTranscriber } from './speech.ts'

type ModelSettings = Readonly<Record<`${'UNDERSTANDING' | 'SPEECH'}_${'URL' | 'KEY' | 'MODEL'}`, string | null>>

export function connectedModels(v: ModelSettings, o: { readonly now: () => Date; readonly log: Log }) {
  const { UNDERSTANDING_URL, UNDERSTANDING_KEY, UNDERSTANDING_MODEL, SPEECH_URL, SPEECH_KEY, SPEECH_MODEL } = v
  return {
    opinion: UNDERSTANDING_URL
      ? makeLlmOpinion({
          url: UNDERSTANDING_URL,
          key: UNDERSTANDING_KEY,
          model: UNDERSTANDING_MODEL ?? 'default',
          ...o,
        })
      : null,
    transcribe: SPEECH_URL
      ? makeTranscriber({ url: SPEECH_URL, key: SPEECH_KEY, model: SPEECH_MODEL ?? 'default', ...o })
      : null,
  }
}
