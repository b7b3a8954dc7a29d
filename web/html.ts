/** Pages are written with html`…`: whatever is put in is escaped, unless it came out of html`…` itself. */

const MARKUP = Symbol('markup')

/** Text that is markup already. Made by html`…` and `trusted` only. */
export interface Markup {
  readonly [MARKUP]: string
}

export type Shown = string | number | Markup | null | undefined | false | readonly Shown[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!)

/** Lists are joined; null, undefined and false show nothing. Attributes must stand in double quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Shown[]): Markup {
  return trusted(parts.reduce((page, part, i) => page + show(values[i - 1]) + part))
}

/** Takes text as markup: only for what the desk itself drew, such as a QR code. */
export const trusted = (markup: string): Markup => ({ [MARKUP]: markup })

export const render = (page: Markup): string => page[MARKUP]

function show(value: Shown): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  return MARKUP in value ? value[MARKUP] : value.map(show).join('')
}
