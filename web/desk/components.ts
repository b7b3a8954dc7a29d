/** Draws the pieces every room uses: a form that carries its session's token, a field with its label, a list that says when it is empty. */
import { html, type Markup, type Shown } from '../html.ts'
import type { DeskRequest } from './desk-module.ts'

export const form = (
  v: DeskRequest,
  action: string,
  body: Shown,
  button: string,
  o: { grave?: boolean; plain?: boolean; label?: string } = {},
): Markup => {
  const how = html`${o.grave ? html`class="danger"` : o.plain && html`class="plain"`}
  ${o.label && html`aria-label="${o.label}"`}`
  return html`<form action="${action}" method="post">
    ${v.csrf} ${body}
    <div class="row"><button ${how}>${button}</button></div>
  </form>`
}

/** Folded away until it is wanted; works without a script. */
export const folded = (title: string, body: Shown, open = false): Markup =>
  html`<details class="act" ${open && html`open`}>
    <summary>${title}</summary>
    ${body}
  </details>`

export const area = (
  id: string,
  label: string,
  o: { name?: string; value?: string; rows?: number; max?: number } = {},
): Markup =>
  html`<label for="${id}">${label}</label>
    <textarea id="${id}" name="${o.name ?? 'text'}" rows="${o.rows ?? 3}" maxlength="${o.max ?? 2000}" required>
${o.value ?? ''}</textarea>`

export const input = (
  id: string,
  label: string,
  o: { name: string; type?: string; value?: string; max?: number },
): Markup =>
  html`<label for="${id}">${label}</label>
    <input
      id="${id}"
      name="${o.name}"
      type="${o.type ?? 'text'}"
      value="${o.value ?? ''}"
      maxlength="${o.max ?? 200}"
      required
    />`

export const select = (
  id: string,
  label: string,
  o: { name: string; value?: string; options: readonly (readonly [value: string, label: string])[] },
): Markup =>
  html`<label for="${id}">${label}</label>
    <select id="${id}" name="${o.name}" required>
      ${o.options.map(([value, text]) => html`<option value="${value}" ${value === o.value && html`selected`}>${text}</option>`)}
    </select>`

/** One of many to tick. */
export const tick = (name: string, value: string, label: string, on = false): Markup =>
  html`<label class="tick"
    ><input type="checkbox" name="${name}" value="${value}" ${on && html`checked`} /> ${label}</label
  >`

/** A number in an address: null for anything else. */
export const idOf = (text: string): number | null => (/^\d{1,12}$/.test(text) ? Number(text) : null)

export const section = (title: string, count: number, body: Markup, none: string): Markup =>
  html`<section>
    <h2>${title}<span class="count">${count}</span></h2>
    ${count === 0 ? html`<p class="none">${none}</p>` : body}
  </section>`
