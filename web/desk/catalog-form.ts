/** Draws one matter as a form, and reads it: a table of fields, each read back as the catalogue wants it. */
import { FAMILIES, type Item, ITEM_TYPES, ROUTINGS } from '../../core/catalog/item.ts'
import { labelOf } from '../../core/messages/catalog-issue.ts'
import type { Town } from '../../core/town.ts'
import { html, type Markup } from '../html.ts'

type Kind = 'line' | 'text' | 'list' | 'number' | 'yes' | readonly string[] | 'owner' | 'materials' | 'faq'

// prettier-ignore
const FIELDS: readonly (readonly [key: string, kind: Kind, hint?: string])[] = [
  ['name', 'line'], ['short', 'line'], ['aliases', 'list', '一行一个'], ['owner', 'owner'], ['department', 'line'], ['routing', ROUTINGS], ['type', ITEM_TYPES],
  ['officeType', ['即办件', '承诺件']], ['family', FAMILIES], ['conditions', 'list', '一行一条'], ['steps', 'list', '一行一步'],
  ['materials', 'materials', '一行一样：名称｜形式｜份数｜必交 或 可不交｜说明'],
  ['statutoryLimit.days', 'number', '不明就空着；0 是当场办'], ['statutoryLimit.unit', ['working', 'calendar']], ['statutoryLimit.basis', 'text'], ['statutoryLimit.verified', 'yes'],
  ['promisedLimit.days', 'number', '没有承诺就空着'], ['promisedLimit.unit', ['working', 'calendar']], ['promisedLimit.basis', 'text'], ['promisedLimit.proposed', 'yes'],
  ['fee', 'text'], ['place', 'text'], ['phone', 'line'], ['result', 'text'], ['remedies', 'text'], ['basis', 'list', '一行一条'], ['verified', 'yes'], ['note', 'text'],
  ['faq', 'faq', '一行一个：问题｜回答'], ['replies', 'list', '一行一句'],
]

const at = (item: unknown, key: string): unknown =>
  key.split('.').reduce<unknown>((v, k) => (typeof v === 'object' && v !== null ? (v as Record<string, unknown>)[k] : undefined), item) // prettier-ignore

/** The fields as the form shows them. */
export const fieldsOf =
  (item: Item) =>
  (name: string): string => {
    const kind = FIELDS.find(([key]) => key === name)?.[1]
    if (kind === 'materials')
      return item.materials
        .map((m) => [m.name, m.form, m.copies, m.required ? '必交' : '可不交', m.note].join('｜'))
        .join('\n')
    if (kind === 'faq') return item.faq.map((f) => `${f.question}｜${f.answer}`).join('\n')
    const value = at(item, name)
    if (Array.isArray(value)) return value.join('\n')
    if (typeof value === 'boolean') return value ? 'yes' : 'no'
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }

/** The item the form says; what it does not show stays as it was. Unchecked. */
export function readItem(before: Item, value: (name: string) => string): Item {
  const lines = (name: string) =>
    value(name)
      .split('\n')
      .map((l) => l.trim())
      .filter((l) => l !== '')
  const raw: Record<string, unknown> = { ...before }
  for (const [key, kind] of FIELDS) {
    const [outer = '', inner] = key.split('.')
    const text = value(key).trim()
    const read =
      kind === 'list'
        ? lines(key)
        : kind === 'number'
          ? text === '' ? null : /^\d+$/.test(text) ? Number(text) : text // prettier-ignore
          : kind === 'yes'
            ? text === 'yes'
            : kind === 'materials'
              ? lines(key).map(materialOf)
              : kind === 'faq'
                ? lines(key).map((l) => faqOf(l, before))
                : text
    raw[outer] = inner === undefined ? read : { ...(raw[outer] as object | null), [inner]: read }
  }
  if ((raw['promisedLimit'] as { days: unknown }).days === null) raw['promisedLimit'] = null
  return raw as unknown as Item // the check comes next
}

const parts = (line: string): string[] => line.split(/[｜|]/).map((p) => p.trim())

function materialOf(line: string): unknown {
  const [name, form = '', copies = '1', required = '必交', ...note] = parts(line)
  return { name, form: form || '原件', copies: /^\d+$/.test(copies) ? Number(copies) : copies, required: required !== '可不交', note: note.join('｜') } // prettier-ignore
}

function faqOf(line: string, before: Item): unknown {
  const [question = '', ...answer] = parts(line)
  return {
    question,
    answer: answer.join('｜'),
    aliases: before.faq.find((f) => f.question === question)?.aliases ?? [],
  }
}

const WORDS: Readonly<Record<string, string>> = { working: '工作日', calendar: '自然日', town: '镇里办', district: '区里办', police: '派出所办', external: '别处办', yes: '是', no: '否' } // prettier-ignore

export const itemForm = (town: Town, value: (name: string) => string): Markup =>
  html`${FIELDS.map(([key, kind, hint]) => {
    const label = key.split('.').map(labelOf).join(' · ')
    const id = `f-${key.replace('.', '-')}`
    const options =
      kind === 'owner'
        ? town.departments.map((d) => [d.code, d.name] as const)
        : kind === 'yes'
          ? ([['yes', '是'], ['no', '否']] as const) // prettier-ignore
          : typeof kind === 'object'
            ? kind.map((k) => [k, WORDS[k] ?? k] as const)
            : null
    const now = value(key) || (options && kind === 'yes' ? 'no' : '')
    return html`<label for="${id}">${label}${hint && html` <small>${hint}</small>`}</label> ${
        options
          ? html`<select id="${id}" name="${key}">${options.map(([v, text]) => html`<option value="${v}" ${v === now && html`selected`}>${text}</option>`)}</select>` // prettier-ignore
          : kind === 'line' || kind === 'number'
            ? html`<input
                id="${id}"
                name="${key}"
                value="${now}"
                ${kind === 'number' && html`inputmode="numeric"`}
                maxlength="200"
              />`
            : html`<textarea
                id="${id}"
                name="${key}"
                rows="${Math.min(12, Math.max(2, now.split('\n').length + 1))}"
                maxlength="20000"
              >
${now}</textarea>`
      }`
  })}`
