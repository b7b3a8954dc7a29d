/** What a program is told of a request that did not fit the schema: which field, and what it must be. */
import type { FastifyError } from 'fastify'

const UNKNOWN = '发来的内容格式不对，请对照 /api/docs 检查。'

// prettier-ignore
const TYPES: Readonly<Record<string, string>> = { string: '文字', integer: '整数', number: '数字', boolean: 'true 或 false', object: '对象', array: '列表' }

export function describeMisfit(error: FastifyError): string {
  const [first] = error.validation ?? []
  if (!first) return UNKNOWN
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
