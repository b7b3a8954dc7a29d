/** Gives the embedded database up for this process: what it would answer from here on cannot be believed. */
export class DatabaseLost extends Error {
  override readonly name = 'DatabaseLost'
  /** Words for the log: a SQLSTATE or what did not fit; no text of anybody. */
  readonly why: string
  constructor(why: string) {
    super(`内嵌数据库不能再用（${why}），程序必须重新启动。`)
    this.why = why
  }
}

/** Advice that ends the sentence on a damaged directory. */
export const WHAT_TO_DO =
  '请先把整个数据目录复制一份留底，再换一个空的 DATA_DIR，用 npm run town -- restore 恢复最近一次备份（见 docs/operate.md）。'

/** The directory cannot be used; the message is a sentence for the operator, with what to do. */
export class DirectoryUnusable extends Error {
  override readonly name = 'DirectoryUnusable'
}
