/** Turns the pages of lists too long for one: how many there are, and the way to the next ones and back. Each list of a page turns by itself. */
import { html, type Markup } from '../html.ts'
import type { DeskRequest } from './desk-module.ts'

export const PER_PAGE = 50

/** One page of a list. */
export interface Pages<T> {
  /** Its field in the address, and the place on the page one comes back to. */
  readonly name: string
  readonly found: readonly T[]
  /** Of all pages together. */
  readonly count: number
  /** From 1. */
  readonly at: number
}

type Read<T> = (slice: { limit: number; offset: number }) => Promise<{ found: readonly T[]; count: number }>

const asked = (v: DeskRequest, name: string): number =>
  /^[1-9]\d{0,4}$/.test(v.query(name)) ? Number(v.query(name)) : 1

/** The page that was asked for; the first one where it has emptied since. */
export async function pages<T>(v: DeskRequest, name: string, read: Read<T>): Promise<Pages<T>> {
  const at = asked(v, name)
  const got = await read({ limit: PER_PAGE, offset: (at - 1) * PER_PAGE })
  if (got.found.length > 0 || at === 1) return { name, at, ...got }
  return { name, at: 1, ...(await read({ limit: PER_PAGE, offset: 0 })) }
}

/** The same of a list that is known whole. */
export const pagesOf = <T>(v: DeskRequest, name: string, all: readonly T[]): Promise<Pages<T>> =>
  pages(v, name, async ({ limit, offset }) => ({ found: all.slice(offset, offset + limit), count: all.length }))

/** Back and on, where there is more than one page; what is chosen of the other lists stays. */
export function turn(v: DeskRequest, path: string, title: string, p: Pages<unknown>): Markup | null {
  const last = Math.ceil(p.count / PER_PAGE)
  if (last <= 1) return null
  const to = (at: number): string => {
    const query = new URLSearchParams((v.request.query ?? {}) as Record<string, string>)
    query.delete('piece')
    query.set(p.name, String(at))
    return `${path}?${query.toString()}#${p.name}`
  }
  return html`<nav class="pager" aria-label="${title}翻页">
    ${p.at > 1 && html`<a class="button plain" rel="prev" href="${to(p.at - 1)}">上一页</a>`}
    <span>共 ${p.count} 条，第 ${p.at} 页，共 ${last} 页</span>
    ${p.at < last && html`<a class="button plain" rel="next" href="${to(p.at + 1)}">下一页</a>`}
  </nav>`
}

/** A list with its title, its number and its pages; where it is empty, what that means. */
export const listed = <T>(
  v: DeskRequest,
  path: string,
  title: string,
  p: Pages<T>,
  show: (found: readonly T[]) => Markup,
  none: string,
): Markup =>
  html`<section aria-labelledby="${p.name}">
    <h2 id="${p.name}">${title}<span class="count">${p.count}</span></h2>
    ${p.count === 0 ? html`<p class="none">${none}</p>` : show(p.found)} ${turn(v, path, title, p)}
  </section>`
