/** What a speech recogniser wrote, taken with distrust: words, or nothing where it was unsure or made them up. */
import { z } from 'zod'
import { cleanText } from '../input/clean-text.ts'
import { boundText } from '../long-text.ts'

const replySchema = z.object({
  text: z.string(),
  // of OpenAI's verbose form; absent in the short one
  segments: z.array(z.object({ no_speech_prob: z.number().optional(), avg_logprob: z.number().optional() })).optional(),
})

/** A second of speech is some five characters; a minute, the longest of WeChat, is 300. Longer is no transcript. */
const LONGEST = 2000
/** From here on a segment is taken for silence or noise; Whisper's own thresholds. */
const NO_SPEECH = 0.6
const LEAST_LOGPROB = -1

/** Emotions, events and languages that SenseVoice writes among the words: <|zh|><|NEUTRAL|>. */
const TAGS = /<\|[^|<>]{0,40}\|>/g

/** What recognisers trained on video subtitles write over silence and noise. */
const OF_SUBTITLES =
  /字幕(由|提供|制作|志愿者)|请不吝点赞|订阅.{0,6}转发|打赏支持|明镜(与|與)点点|感谢(您的)?(观看|收看|收听)|谢谢(大家)?(观看|收看|收听)|amara\.org|thank(s| you) for watching/iu

/** The same few characters over and over: a recogniser that hangs. */
const HANGS = /(.{1,12}?)\1{7,}/su

/** The words of a reply of /v1/audio/transcriptions; null: it is no such reply, is empty, or is not to be believed. */
export function readTranscript(body: unknown): string | null {
  const read = replySchema.safeParse(body)
  if (!read.success || read.data.text.length > LONGEST * 4) return null
  const { segments = [] } = read.data
  const doubtful = segments.filter((s) => (s.no_speech_prob ?? 0) > NO_SPEECH || (s.avg_logprob ?? 0) < LEAST_LOGPROB)
  if (segments.length > 0 && doubtful.length * 2 > segments.length) return null
  return believable(read.data.text)
}

/** A text as it may be shown back; null where nobody said it. Also for what a platform recognised itself. */
export function believable(raw: string): string | null {
  const text = boundText(cleanText(raw.replace(TAGS, '')).trim())
  if (text.length > LONGEST || (text.match(/[\p{L}\p{N}]/gu) ?? []).length < 2) return null
  if (OF_SUBTITLES.test(text) || HANGS.test(text)) return null
  return text
}
