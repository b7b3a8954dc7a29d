/** What is said where something is refused that no rule of a case forbids: one plain sentence and what to do next. */
import { DIALOGUE } from './dialogue.ts'
import { FILE_REFUSED } from './files.ts'

interface Refusal {
  /** Of the page that says it; absent where only programs are told. */
  readonly title?: string
  readonly say: string
}

// prettier-ignore
export const REFUSALS = {
  'bad-request':  { title: '没看懂这次请求',   say: '发来的内容格式不对，请检查后再发。' },
  'no-text':      { title: '没有内容',         say: '没有看到内容，请写上要说的话、选一项或者附一个文件再发。' },
  'no-session':   { title: '会话不对',         say: '这次对话找不到了，请刷新页面重新开始；已有的办件可以凭编号和查询码查。' },
  'no-pass':      { title: '请再查一次',       say: '离上次查看过了半个多小时，刚才的没有发出。请用编号和查询码再查一次；写的字按“返回”还在。' },
  'stale-form':   { title: '请重新打开这一页', say: '这一页放得太久，或者不是从这里打开的，刚才的没有发出。请用编号和查询码再查一次。' },
  'not-found':    { title: '没有这个页面',     say: '没有找到这个页面，可能地址不全或者内容已经移走，请从首页再找。' },
  'no-method':    { title: '不能这样打开',     say: '这个地址不能这样打开，请从首页再找。' },
  'too-large':    { title: '文件太大',         say: '发来的内容太大，单个文件不超过10MB，请压缩或者分开再发。' },
  'too-long':     { title: '写得太长',         say: '写得太长了，最多一万字，没有收下。请改短，或者分几次发。' },
  'wrong-type':   { title: '这种文件收不了',   say: '这种文件收不了，请发照片（jpg、png、gif、webp、heic）、PDF、Word 文档或语音。' },
  'too-many':     { title: '请慢一点',         say: '您发得有点快，请过一分钟再试；急事请打 110、119、120。' },
  'too-many-files': { title: '请慢一点',       say: '照片发得有点快，请过一分钟再发下一张；急事请打 110、119、120。' },
  'files-conversation': { title: '今天发得够多了', say: FILE_REFUSED.conversation },
  'files-address': { title: '今天发得够多了',  say: FILE_REFUSED.address },
  'files-wide':   { title: '今天发得够多了',   say: FILE_REFUSED.wide },
  'files-strangers': { title: '今天收满了',    say: FILE_REFUSED.strangers },
  'broken':       { title: '出了点问题',       say: '这里出了点问题，已经记下来了，请过几分钟再试，急事请直接到窗口。' },
  'busy':         { title: '请稍等再发',       say: '现在发文件的人多，这次没有收下，请过一分钟再发。' },
  'downloads':    { title: '请等一等',         say: '您同时打开的文件太多，请等前面的打开了，过一分钟再试。' },
  'downloads-full': { title: '请等一等',       say: '现在下载文件的人多，请过一分钟再试。' },
  'away':         { title: '暂时办不了',       say: '系统暂时连不上，请过几分钟再试，急事请直接到窗口。' },
  'no-storage':   { title: '暂时收不下',       say: '系统的存储空间不够了，这次没有收下。请过几分钟再发一次，急事请打电话或者直接到窗口。' },
  'no-room':      { title: '暂时存不下',       say: DIALOGUE.fileNoRoom },
  'files-desk':   { title: '今天收满了',       say: FILE_REFUSED.desk },
  'files-storage': { title: '存不下了',        say: FILE_REFUSED.storage },
  // the staff desk
  'signed-out':   { title: '请先登录',         say: '还没有登录，或者登录已经到时间。请在您平时接办件的聊天里发“网页”，点收到的链接进来。' },
  'not-yours':    { title: '没有这一页',       say: '没有找到这一页，或者不归您办。请从左上角“我的工作”再找。' },
  'no-action':    { title: '没看懂这次操作',   say: '刚才的操作没有做：发来的内容不对。请回到那一页再试。' },
  // other desks' programs
  'no-token':      { say: '这里要带令牌：请求头 Authorization: Bearer sw_…，令牌由镇里的管理员发放。' },
  'bad-token':     { say: '令牌不对或者已经停用，请向镇里的管理员要新的。' },
  'no-scope':      { say: '这个令牌没有这项权限，请向镇里的管理员申请。' },
  'no-item':       { say: '没有这个事项，请用 /api/v1/items 查编号。' },
  'no-department': { say: '没有这个科室，请用 /api/v1/departments 查代码。' },
  'no-case':       { say: '编号和查询码对不上，或者这件不归这个令牌看。' },
  'no-record':     { say: '没有这一条，可能还没公布或者地址写错了。' },
  'not-now':       { say: '这件现在不能这样办。' },
  'locked':        { say: '查询码试错的次数多了，请过一会儿再试；每错一次，要等的时间长一倍。' },
} as const satisfies Readonly<Record<string, Refusal>>

export type RefusalCode = keyof typeof REFUSALS

/** 'stale-form' as the staff desk says it: there is no look-up code to ask with. */
export const STALE_AT_DESK = '这一页放得太久或者不是从工作台打开的，刚才的操作没有做。请回到工作台重新打开再办。'
