/** Reads a reply as a clerk types it: '不予公开 15 理由：涉及商业秘密', '予以公开 途径：镇网站；时间：今天'. Pure. */
import { NEEDS, REPLY_TYPES, type ReplyInput, type ReplyName, type ReplyNeed, type ReplyType } from './replies.ts'

const TYPES = (Object.entries(REPLY_TYPES) as [ReplyName, ReplyType][])
  .flatMap(([name, row]) => [row.label, ...row.words].map((word) => ({ name, word })))
  .sort((a, b) => b.word.length - a.word.length)

const LABELS = (Object.entries(NEEDS) as [ReplyNeed, (typeof NEEDS)[ReplyNeed]][])
  .flatMap(([need, { words }]) => words.map((word) => ({ need, word })))
  .sort((a, b) => b.word.length - a.word.length)
const LABEL = new RegExp(`(?:^|[\\s；;，,。])(${LABELS.map((l) => l.word).join('|')})[:：]`, 'g')

/** Null where the words open with none of the replies the law knows: then it is no reply yet. */
export function parseReply(text: string): { type: ReplyName; given: ReplyInput } | null {
  const line = text.trim()
  const opens = TYPES.find(({ word }) => line.startsWith(word))
  if (!opens) return null
  const { needs }: ReplyType = REPLY_TYPES[opens.name]
  let rest = line.slice(opens.word.length)
  const given: ReplyInput = {}
  if (needs.includes('article')) {
    const article = /^[\s:：,，]*(?:依据[:：]?)?(?:《?政府信息公开条例》?)?第?(1[456])条?/.exec(rest)
    if (article) {
      given.article = article[1]!
      rest = rest.slice(article[0].length)
    }
  }
  const marks = [...rest.matchAll(LABEL)]
  marks.forEach((mark, i) => {
    const need = LABELS.find(({ word }) => word === mark[1])!.need
    given[need] = tidy(rest.slice(mark.index + mark[0].length, marks[i + 1]?.index))
  })
  if (given.article) given.article = /1[456]/.exec(given.article)?.[0] ?? given.article
  const bare = tidy(rest.slice(0, marks[0]?.index))
  const open = needs.filter((need) => !given[need])
  // what stands without a name is the one thing still missing
  if (bare && open.length === 1) given[open[0]!] = bare
  return { type: opens.name, given }
}

const tidy = (text: string): string => text.replace(/^[\s:：；;，,。]+|[\s；;，,。]+$/g, '')
