/** What staff type to keep the register of publications, read into what it means. */
import type { LocalDate } from '../date.ts'
import { dateAtStart } from '../input/date.ts'
import { ARTICLES, CATEGORIES } from './articles.ts'

export type RegisterCommand =
  | { readonly does: 'list' }
  | { readonly does: 'duties' }
  | {
      readonly does: 'publish'
      readonly category: string
      readonly title: string
      readonly body: string
      /** The duty it meets. */
      readonly duty: number | null
    }
  | { readonly does: 'update'; readonly id: number; readonly title: string | null; readonly body: string }
  | { readonly does: 'withdraw'; readonly id: number; readonly reason: string }
  | {
      readonly does: 'withhold'
      readonly id: number | null
      readonly category: string
      readonly title: string
      readonly article: string
      readonly reviewOn: string
      readonly reason: string
    }

// prettier-ignore
export const REGISTER_HELP = [
  '公开 登记 类别 标题（换行写正文；办的是任务，标题后加“任务3”）',
  '公开 更新 3（换行写新正文）',
  '公开 撤下 3 原因',
  '公开 不公开 类别 标题 第15条 2027-01-04 理由（14 国家秘密和安全，15 第三方权益，16 内部和过程信息）',
  '公开 任务（还没公开的）',
].join('\n')

/** One command, or a sentence that says what is missing. */
export function parseRegisterCommand(rest: string, today: LocalDate): RegisterCommand | string {
  const text = rest.trim()
  if (text === '') return { does: 'list' }
  const [, word = '', after = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? []
  const [head = '', ...lines] = after.split('\n')
  const body = lines.join('\n').trim()
  switch (word) {
    case '任务':
      return { does: 'duties' }
    case '登记': {
      const [, category = '', what = ''] = /^(\S+)\s+(\S.*)$/.exec(head) ?? []
      const duty = /任务\s*(\d+)$/.exec(what.trimEnd())
      const title = what.slice(0, duty?.index).trim()
      if (!isCategory(category)) return `要写类别：${CATEGORIES.join('、')}`
      if (!title) return '要写标题。例：公开 登记 社会救助 12月低保公示'
      if (!body) return '标题后面换行写正文'
      return { does: 'publish', category, title, body, duty: duty ? Number(duty[1]) : null }
    }
    case '更新': {
      const [, id = '', title = ''] = /^(\d{1,9})\s*(.*)$/.exec(head) ?? []
      if (!id) return '要写更新哪一条。例：公开 更新 3'
      if (!body) return '换行写新的正文'
      return { does: 'update', id: Number(id), title: title.trim() || null, body }
    }
    case '撤下': {
      const [, id = '', reason = ''] = /^(\d{1,9})\s*(.*)$/s.exec(after) ?? []
      return id ? { does: 'withdraw', id: Number(id), reason } : '要写撤下哪一条。例：公开 撤下 3 数字有误'
    }
    case '不公开': {
      const [, what = '', article = '', when = ''] = /^(.*?)\s*第?(\d{1,3})条?\s+(\S.*)$/s.exec(after) ?? []
      const review = dateAtStart(when, today)
      if (!review?.rest) return `要写类别、标题、依据哪一条、复核日期、理由。例：公开 不公开 社会救助 救助对象名册 第15条 2027-01-04 含病情和账号（${Object.keys(ARTICLES).join('、')}）` // prettier-ignore
      const given = { does: 'withhold', article, reviewOn: review.date, reason: review.rest } as const
      if (/^\d{1,9}$/.test(what)) return { ...given, id: Number(what), category: '', title: '' }
      const [, category = '', title = ''] = /^(\S+)\s+(.+)$/.exec(what) ?? []
      if (!isCategory(category)) return `要写类别：${CATEGORIES.join('、')}`
      return { ...given, id: null, category, title }
    }
    default:
      return `没有“公开 ${word.slice(0, 10)}”。可以发：\n${REGISTER_HELP}`
  }
}

const isCategory = (text: string): boolean => (CATEGORIES as readonly string[]).includes(text)
