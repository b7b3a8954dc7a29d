/** Everything that can be refused on the web: one plain sentence and what to do next, for people or for programs. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FILE_REFUSED } from '../core/messages/files.ts'
import { errorKind } from '../db/errors.ts'
import { DIALOGUE } from '../core/messages/dialogue.ts'
import { html } from './html.ts'
import type { WebOptions } from './options.ts'
import { sendPage } from './page-frame.ts'

// prettier-ignore
export const REFUSALS = {
  'bad-request':  { status: 400, title: '没看懂这次请求',   say: '发来的内容格式不对，请检查后再发。' },
  'no-text':      { status: 400, title: '没有内容',         say: '没有看到内容，请写上要说的话、选一项或者附一个文件再发。' },
  'no-session':   { status: 401, title: '会话不对',         say: '这次对话找不到了，请刷新页面重新开始；已有的办件可以凭编号和查询码查。' },
  'no-pass':      { status: 401, title: '请再查一次',       say: '离上次查看过了半个多小时，刚才的没有发出。请用编号和查询码再查一次；写的字按“返回”还在。' },
  'stale-form':   { status: 403, title: '请重新打开这一页', say: '这一页放得太久，或者不是从这里打开的，刚才的没有发出。请用编号和查询码再查一次。' },
  'not-found':    { status: 404, title: '没有这个页面',     say: '没有找到这个页面，可能地址不全或者内容已经移走，请从首页再找。' },
  'no-method':    { status: 405, title: '不能这样打开',     say: '这个地址不能这样打开，请从首页再找。' },
  'too-large':    { status: 413, title: '文件太大',         say: '发来的内容太大，单个文件不超过10MB，请压缩或者分开再发。' },
  'too-long':     { status: 413, title: '写得太长',         say: '写得太长了，最多一万字，没有收下。请改短，或者分几次发。' },
  'wrong-type':   { status: 415, title: '这种文件收不了',   say: '这种文件收不了，请发照片（jpg、png、gif、webp、heic）、PDF、Word 文档或语音。' },
  'too-many':     { status: 429, title: '请慢一点',         say: '您发得有点快，请过一分钟再试；急事请打 110、119、120。' },
  'too-many-files': { status: 429, title: '请慢一点',       say: '照片发得有点快，请过一分钟再发下一张；急事请打 110、119、120。' },
  'files-conversation': { status: 429, title: '今天发得够多了', say: FILE_REFUSED.conversation },
  'files-address': { status: 429, title: '今天发得够多了',   say: FILE_REFUSED.address },
  'broken':       { status: 500, title: '出了点问题',       say: '这里出了点问题，已经记下来了，请过几分钟再试，急事请直接到窗口。' },
  'busy':         { status: 503, title: '请稍等再发',       say: '现在发文件的人多，这次没有收下，请过一分钟再发。' },
  'away':         { status: 503, title: '暂时办不了',       say: '系统暂时连不上，请过几分钟再试，急事请直接到窗口。' },
  'no-room':      { status: 507, title: '暂时存不下',       say: DIALOGUE.fileNoRoom },
  'files-desk':   { status: 507, title: '今天收满了',       say: FILE_REFUSED.desk },
  'files-storage': { status: 507, title: '存不下了',        say: FILE_REFUSED.storage },
} as const satisfies Record<string, { status: number; title: string; say: string }>

export type RefusalName = keyof typeof REFUSALS

/** Thrown by routes; answered by the one handler below. */
export class WebError extends Error {
  override readonly name = 'Refused'
  readonly refusal: RefusalName
  readonly statusCode: number
  constructor(refusal: RefusalName) {
    super(refusal)
    this.refusal = refusal
    this.statusCode = REFUSALS[refusal].status
  }
}

export const webError = (name: RefusalName): WebError => new WebError(name)

/** The first of REFUSALS with a status stands for all that carry it. */
const BY_STATUS = Object.fromEntries(
  Object.entries(REFUSALS)
    .map(([name, { status }]) => [status, name])
    .reverse(),
) as Readonly<Record<number, RefusalName>> // the keys of REFUSALS, turned round

export function handleErrors(app: FastifyInstance, o: WebOptions): void {
  app.setNotFoundHandler((request, reply) => answer(o, request, reply, 'not-found'))
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const name = error instanceof WebError ? error.refusal : (named(error) ?? (await whose(o, error)))
    return answer(o, request, reply, name)
  })
}

function named(error: FastifyError): RefusalName | undefined {
  const status = error.statusCode
  if (status === undefined || status >= 500) return undefined
  return BY_STATUS[status] ?? 'bad-request'
}

/** The desk's own fault, or a database that is gone. */
async function whose({ database, log }: WebOptions, error: unknown): Promise<'broken' | 'away' | 'no-room'> {
  if (error instanceof Error && error.name === 'NotTaking') return 'away'
  if (error instanceof Error && error.name === 'NoRoom') return 'no-room'
  const gone = await database.ping().then(
    () => false,
    () => true,
  )
  log.error({ err: errorKind(error) }, gone ? 'a request found no database' : 'a request failed')
  return gone ? 'away' : 'broken'
}

function answer(o: WebOptions, request: FastifyRequest, reply: FastifyReply, name: RefusalName) {
  const { status, title, say } = REFUSALS[name]
  reply.code(status).header('cache-control', 'no-store')
  if (status === 503) reply.header('retry-after', '60')
  if (!wantsPage(request)) return reply.send({ error: name, message: say })
  const { phone } = o.world().town
  return sendPage(request, reply, o, {
    title,
    hidden: true,
    body: html`<h1>${title}</h1>
      <p>${say}</p>
      ${phone && html`<p>也可以打电话：${phone}</p>`}
      <p><a class="button" href="/">回首页</a> <a class="button quiet" href="/chat">在线咨询</a></p>`,
  })
}

/** A browser that opened an address; programs and the chat's own script are answered in JSON. */
const wantsPage = (request: FastifyRequest): boolean =>
  !/^\/(api|open311|telegram|wechat|wecom|healthz|readyz|metrics)(\/|$|\?)/.test(request.url) &&
  /text\/html|\*\/\*|^$/.test(request.headers.accept ?? '') &&
  !/json/.test(request.headers.accept ?? '')
