/** Kinds of notice 文书 ①–⑯ (law facts 2.2), each a numbered series of its own, starting again every year. */

// prettier-ignore
export const NOTICES = {
  'one-time':          { title: '一次性告知书',             series: '告',   stamped: false },
  'supplement':        { title: '材料补正通知书（一次性告知）', series: '补告', stamped: true },
  'acceptance':        { title: '受理通知书',               series: '受',   stamped: true  },
  'non-acceptance':    { title: '不予受理通知书',           series: '不受', stamped: true  },
  'ineligible':        { title: '不符合条件告知书',         series: '不符', stamped: true  },
  'extension':         { title: '延期通知书',               series: '延',   stamped: true  },
  'special-procedure': { title: '特别程序（中止计时）告知书', series: '特',  stamped: true  },
  'completion':        { title: '办结通知书',               series: '办',   stamped: true  },
  'refusal':           { title: '不予批准决定书',           series: '不批', stamped: true  },
  'disclosure-reply':  { title: '政府信息公开答复书',       series: '公复', stamped: true  },
  'disclosure-supplement': { title: '政府信息公开申请补正告知书', series: '公补', stamped: true },
  'third-party':       { title: '第三方意见征询书',         series: '公征', stamped: true  },
  'petition-notice':   { title: '信访事项告知书',           series: '信告', stamped: true  },
  'petition-opinion':  { title: '信访事项处理意见书',       series: '信意', stamped: true  },
  'transfer':          { title: '首问转办单',               series: '转',   stamped: false },
  'overdue':           { title: '超时说明',                 series: '超',   stamped: true  },
} as const satisfies Record<string, { title: string; series: string; stamped: boolean }>

export type NoticeKind = keyof typeof NOTICES

/** '别政补告〔2026〕1号': six-cornered brackets, the whole year, no padding. `prefix` is town.yaml's, such as 别政. */
export const noticeNumber = (prefix: string, kind: NoticeKind, year: number, seq: number): string =>
  `${prefix}${NOTICES[kind].series}〔${year}〕${seq}号`

/** What the printed page holds; stored whole and never changed. */
export interface NoticeContent {
  readonly title: string
  readonly recipient: string
  readonly paragraphs: readonly string[]
  readonly list: readonly string[]
  readonly remedy: string
  readonly sign: readonly string[]
  readonly date: string
}
