/** Says how the database stands for `town doctor`, a line each: version, tables, features, key, calendar, people. */
import type { ProbeName } from '../../db/health/probe-features.ts'
import type { DatabaseHealth } from '../../services/admin/database-health.ts'
import { type Finding, good, mend, note, skip } from './finding.ts'

/** What each feature is, and what of the desk rests on it. */
// prettier-ignore
const FEATURES: Readonly<Record<ProbeName, readonly [what: string, forWhat: string]>> = {
  'temporary-tables': ['临时表和自增列', '体检本身'],
  'skip-locked': ['FOR UPDATE SKIP LOCKED', '几个进程一起收发消息'],
  'advisory-locks': ['咨询锁（pg_advisory_xact_lock）', '更新表结构、记录编号'],
  'on-conflict': ['INSERT … ON CONFLICT（带部分索引）', '同一条消息只收一次、同一条提醒只发一次'],
  'jsonb-recordset': ['jsonb_to_recordset', '成批写消息和送达结果'],
  'json-rows': ['row_to_json、json_populate_recordset', '备份和恢复'],
  'jsonb-paths': ['jsonb 的 #>> 和 @>', '消息和对话的内容'],
  'returning': ['在 WITH 里 UPDATE … RETURNING', '领取要发的消息'],
  'lateral-and-filter': ['LATERAL、FILTER、DISTINCT ON', '清单和考核'],
  'text-search': ['tsvector 和 GIN 索引', '全部办件里按词找'],
  'triggers': ['PL/pgSQL 触发器（能按错误码拒绝改动）', '记录谁也删不掉、改不了'],
  'partial-and-expression-indexes': ['部分索引和表达式索引', '查得快'],
  'cursors': ['游标（DECLARE … FETCH）', '备份和导出'],
  'catalogue': ['to_regclass、pg_sequences', '更新和恢复'],
  'chinese': ['汉字按字计数（UTF8）', '中文内容'],
  'listen-notify': ['LISTEN/NOTIFY', '几个进程之间马上知道有新消息'],
}

const OLDEST = 150_000

export function judgeDatabase(health: DatabaseHealth): Finding[] {
  return [judgeVersion(health), judgeTables(health.tables), ...judgeFeatures(health), ...judgeDesk(health)]
}

function judgeVersion({ version, versionNumber, encoding, kind }: DatabaseHealth): Finding {
  const name = version.split(/ on |,/)[0]!.slice(0, 60)
  const where = kind === 'embedded' ? '自带的数据库' : '数据库服务器'
  if (encoding.toUpperCase() !== 'UTF8') return mend('数据库', `${where}的编码是 ${encoding}，要用 UTF8 建库。`)
  if (versionNumber < OLDEST)
    return mend('数据库', `${name}：要 PostgreSQL 15 或更新的；国产库看下面每一样功能有没有。`)
  return good('数据库', `${where}，${name}。`)
}

const TABLES: Readonly<Record<DatabaseHealth['tables'], Finding>> = {
  none: note('数据表', '还没有建；第一次启动时会建。'),
  older: note('数据表', '比程序旧；启动时会更新，更新前请先备份。'),
  current: good('数据表', '和程序是同一版本。'),
  newer: mend('数据表', '由更新的版本写过，这个版本不能用，请换回新版本。'),
}
const judgeTables = (tables: DatabaseHealth['tables']): Finding => TABLES[tables]

function judgeFeatures({ features, kind }: DatabaseHealth): Finding[] {
  const missing = features.filter((f) => !f.ok)
  if (missing.length === 0) return [good('数据库功能', `用到的 ${features.length} 样都试过，都能用。`)]
  return missing.map(({ name, sqlstate }) => {
    const [what, forWhat] = FEATURES[name]
    const why = sqlstate === null ? '结果不对' : `错误码 ${sqlstate}`
    if (name === 'listen-notify' && kind === 'postgres')
      return note(
        '数据库功能',
        `${what}不通（${why}）：${forWhat}；不通时最多晚 15 秒，不会丢。中间的连接池请用会话模式。`,
      )
    return mend('数据库功能', `没有${what}（${why}）：${forWhat}要用它。`)
  })
}

function judgeDesk({ desk }: DatabaseHealth): Finding[] {
  if (desk === null) return []
  const key =
    desk.keyFits === null
      ? skip('密钥', '库里还没有加密的个人信息，没有可对的。')
      : desk.keyFits
        ? good('密钥', '和库里的数据是同一把。')
        : mend('密钥', 'SECRET_KEY（或 secret.key）和库里的数据不是同一把，个人信息读不出来。请换回原来那把。')
  const people =
    desk.staff === 0
      ? note('工作人员', '还没有。先加一位管理员：staff invite --name 姓名 --department 科室 --role admin')
      : desk.admins === 0
        ? note('工作人员', `${desk.staff} 人，没有管理员，网页上改不了目录和人员。`)
        : desk.bound < desk.staff
          ? note('工作人员', `${desk.staff} 人，其中 ${desk.staff - desk.bound} 人还没有绑定，收不到卡片。`)
          : good('工作人员', `${desk.staff} 人，都绑定了。`)
  const demo = desk.demo ? [note('演示', '这个数据库里是演示，人和事都是编的；正式使用前运行 town demo --remove')] : []
  return [...demo, key, people]
}

/** Why the database could not be asked, by the kind of failure; null: not one of those that have a name. */
const UNREACHED: Readonly<Record<string, string>> = {
  ECONNREFUSED: '连不上：数据库没有开，或者 DATABASE_URL 的地址、端口不对。',
  ENOTFOUND: '找不到 DATABASE_URL 里的主机名。',
  EAI_AGAIN: '查不了 DATABASE_URL 里的主机名（DNS）。',
  CONNECT_TIMEOUT: '连不上：等了 5 秒没有回音，请看防火墙。',
  '28P01': '用户名或密码不对。',
  '28000': '数据库不让这个用户或这台机器连，请看 pg_hba.conf。',
  '3D000': 'DATABASE_URL 里的库还没有建。',
  '42501': '这个用户没有权限。',
}

export const unreached = (code: string): Finding =>
  mend(
    '数据库',
    UNREACHED[code] ?? `没有问到（${code || '没有回音'}）。国产库请先确认能用 PostgreSQL 的方式登录（md5 或 scram）。`,
  )
