/** What a client of the desk may do: another desk, such as the district's 12345, with a token of its own. */

// prettier-ignore
export const SCOPES = {
  'items:read':    { label: '读事项、科室，算期限，问答' },
  'board:read':    { label: '读公示：违诺、质询、听证、公开、考核、锚值' },
  'cases:write':   { label: '登记办件，代本人补充、撤回、评价' },
  'cases:read':    { label: '看自己登记的办件：进展、答复、期限' },
  'cases:all':     { label: '看全镇办件的状态和期限；没有内容，保密的除外' },
  'breaches:read': { label: '违诺一发现就知道，不等公示' },
} as const satisfies Record<string, { label: string }>

export type Scope = keyof typeof SCOPES
export const SCOPE_NAMES = Object.keys(SCOPES) as Scope[]
const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text)

/** Requests a minute of a token where nothing else was said. */
export const PER_MINUTE = 600

export interface Client {
  readonly id: number
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly perMinute: number
}

export const clientHasScope = (client: Client | null, scope: Scope): boolean => client?.scopes.includes(scope) ?? false

/** 'items:read,cases:write' as people type it; a sentence where one is not known. */
export function readScopes(text: string): { ok: true; scopes: Scope[] } | { ok: false; because: string } {
  const given = text.split(/[,，、\s]+/).filter((s) => s !== '')
  const unknown = given.find((s) => !isScope(s))
  if (given.length === 0) return { ok: false, because: `请写上权限，可用：${SCOPE_NAMES.join(',')}` }
  if (unknown) return { ok: false, because: `没有“${unknown}”这个权限，可用：${SCOPE_NAMES.join(',')}` }
  return { ok: true, scopes: [...new Set(given.filter(isScope))] }
}
