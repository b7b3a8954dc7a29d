/** What a schema fault means, in the words of whoever fills in the file. */
import type { z } from 'zod'

// prettier-ignore
const LABELS: Readonly<Record<string, string>> = {
  id: '编号', name: '名称', short: '简称', aliases: '群众说法', owner: '主责科室', department: '公布的科室', routing: '办理去向', type: '事项类型', officeType: '办件类型',
  family: '时限种类', conditions: '条件', steps: '步骤', materials: '材料', form: '形式', copies: '份数', required: '是否必交', note: '说明',
  statutoryLimit: '法定时限', promisedLimit: '承诺时限', days: '天数', unit: '单位', basis: '依据', evidence: '证据', verified: '是否核实', proposed: '是否建议值',
  fee: '收费', place: '地点', phone: '电话', result: '结果', remedies: '救济', verifiedFields: '已核栏目', faq: '常见问题', question: '问题', answer: '回答', replies: '常用回复',
}

// prettier-ignore
const TYPES: Readonly<Record<string, string>> = {
  string: '文字', number: '数字', int: '整数', boolean: 'true 或 false', array: '列表', object: '一组栏目',
}

/** '名称' of name; the key itself where it has no label. */
export const labelOf = (key: string): string => LABELS[key] ?? key

/** One sentence of one fault; `value` is the item it was found in. */
export function formatIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const where = whereOf(issue.path)
  switch (issue.code) {
    case 'invalid_type':
      return valueAt(value, issue.path) === undefined
        ? `缺少${where || '内容'}`
        : `${where || '这一项'}应当是${TYPES[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return valueAt(value, issue.path) === undefined
        ? `缺少${where}，只能是：${issue.values.map(String).join('、')}`
        : `${where}只能是：${issue.values.map(String).join('、')}`
    case 'unrecognized_keys':
      return `不认识的栏目：${issue.keys.join('、')}${where ? `（在${where}里）` : ''}，是不是写错了`
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `${where}不能空着`
        : `${where}不能小于${issue.minimum}`
    case 'too_big':
      return `${where}太大`
    case 'invalid_format':
      return issue.path.at(-1) === 'id' ? `${where}只能用小写字母、数字和“-”，最多40个字符` : `${where}的写法不对`
    default:
      return `${where}不对`
  }
}

/** '材料第2项的“名称”（name）' */
function whereOf(path: readonly PropertyKey[]): string {
  const parts = path.map((key) => (typeof key === 'number' ? `第${key + 1}项` : labelOf(String(key))))
  const last = path.at(-1)
  if (last === undefined) return ''
  if (typeof last === 'number') return parts.join('')
  const before = parts.slice(0, -1).join('')
  return `${before ? `${before}的` : ''}“${parts.at(-1)!}”（${String(last)}）`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<PropertyKey, unknown>)[key]
  }
  return at
}
