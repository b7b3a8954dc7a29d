/** What the API refuses: one plain sentence and what to do next. */
import type { FastifyError } from 'fastify'

// prettier-ignore
export const API_REFUSALS = {
  'bad-request':   { status: 400, say: '发来的内容格式不对，请对照 /api/docs 检查。' },
  'no-token':      { status: 401, say: '这里要带令牌：请求头 Authorization: Bearer sw_…，令牌由镇里的管理员发放。' },
  'bad-token':     { status: 401, say: '令牌不对或者已经停用，请向镇里的管理员要新的。' },
  'no-scope':      { status: 403, say: '这个令牌没有这项权限，请向镇里的管理员申请。' },
  'no-item':       { status: 404, say: '没有这个事项，请用 /api/v1/items 查编号。' },
  'no-department': { status: 404, say: '没有这个科室，请用 /api/v1/departments 查代码。' },
  'no-case':       { status: 404, say: '编号和查询码对不上，或者这件不归这个令牌看。' },
  'no-record':     { status: 404, say: '没有这一条，可能还没公布或者地址写错了。' },
  'not-now':       { status: 409, say: '这件现在不能这样办。' },
  'locked':        { status: 429, say: '查询码试错的次数多了，请过一会儿再试；每错一次，要等的时间长一倍。' },
} as const satisfies Record<string, { status: number; say: string }>

export type ApiRefusal = keyof typeof API_REFUSALS

export class ApiError extends Error {
  override readonly name = 'ApiRefused'
  readonly refusal: ApiRefusal
  readonly statusCode: number
  readonly say: string
  constructor(refusal: ApiRefusal, say?: string) {
    super(refusal)
    this.refusal = refusal
    this.statusCode = API_REFUSALS[refusal].status
    this.say = say ?? API_REFUSALS[refusal].say
  }
}

export const apiError = (refusal: ApiRefusal, say?: string): ApiError => new ApiError(refusal, say)

// prettier-ignore
const TYPES: Readonly<Record<string, string>> = { string: '文字', integer: '整数', number: '数字', boolean: 'true 或 false', object: '对象', array: '列表' }

/** A request that did not fit the schema, told by the field. */
export function describeMisfit(error: FastifyError): string {
  const [first] = error.validation ?? []
  if (!first) return API_REFUSALS['bad-request'].say
  const params = first.params as { missingProperty?: string; type?: string | string[]; limit?: number; allowedValues?: unknown[] } // prettier-ignore
  const field = first.instancePath.slice(1).replaceAll('/', '.')
  const inside = field ? `“${field}”` : '发来的内容'
  switch (first.keyword) {
    case 'required':
      return `缺少“${[field, params.missingProperty].filter(Boolean).join('.')}”，请补上再发。`
    case 'type':
      return `${inside}应当是${[params.type].flat().map((t) => TYPES[t ?? ''] ?? t).join('或')}，请改好再发。` // prettier-ignore
    case 'enum':
      return `${inside}只能是：${(params.allowedValues ?? []).map(String).join('、')}。`
    case 'maxLength':
      return `${inside}太长，最多 ${params.limit} 个字。`
    case 'minLength':
      return `${inside}不能空着。`
    case 'minimum':
    case 'maximum':
      return `${inside}超出范围（${first.keyword === 'minimum' ? '最小' : '最大'} ${params.limit}）。`
    default:
      return `${inside}写法不对，请对照 /api/docs 改好再发。`
  }
}
