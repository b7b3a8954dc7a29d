/** A running desk, and clients that talk with it over HTTP. */
import { randomBytes } from 'node:crypto'
import type { Scope } from '../../core/client/scopes.ts'
import { issueToken } from '../../db/clients/clients.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'
import type { WebOptions } from '../../web/options.ts'

export const AT = '2026-11-23T02:00:00Z'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown> & unknown[]
  readonly text: string
  readonly headers: Headers
}

export interface ApiRig {
  readonly desk: WebDesk
  readonly database: TestDb
  token(scopes: readonly Scope[], perMinute?: number): Promise<string>
  get(path: string, token?: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: unknown, token?: string): Promise<Answer>
  form(path: string, fields: Record<string, string> | [string, string][], token?: string): Promise<Answer>
  close(): Promise<void>
}

export async function apiRig(changes: Partial<WebOptions> = {}): Promise<ApiRig> {
  const database = await openTestDb()
  const desk = await webDesk(database, AT, changes)
  const ask = async (path: string, init: RequestInit, token?: string): Promise<Answer> => {
    const auth = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(`${desk.url}${path}`, { ...init, headers: { ...auth, ...(init.headers as object) } })
    const text = await response.text()
    const json = /json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      text,
      body: (json ? JSON.parse(text) : {}) as Answer['body'],
      headers: response.headers,
    }
  }
  return {
    desk,
    database,
    async token(scopes, perMinute = 600) {
      const given = { name: '12345', scopes, perMinute, byStaffId: null }
      return (await database.db.transaction((tx) => issueToken(tx, given, desk.now, (n) => randomBytes(n)))).token
    },
    get: (path, token, headers = {}) => ask(path, { headers }, token),
    post: (path, body, token) =>
      ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }, token),
    form: (path, fields, token) => ask(path, { method: 'POST', body: new URLSearchParams(fields) }, token),
    async close() {
      await desk.close()
      await database.drop()
    },
  }
}
