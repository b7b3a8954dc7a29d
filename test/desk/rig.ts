/** The desk in a browser, reached as staff reach it: bound in the chat, in by the link that 网页 sends. */
import type { LightMyRequestResponse } from 'fastify'
import type { StaffRole } from '../../core/case/case.ts'
import { openCase } from '../../db/cases/change-case.ts'
import type { NewCase } from '../../db/cases/new-case.ts'
import { inviteStaff } from '../../db/people/staff.ts'
import { conversationAt } from '../../db/people/conversations.ts'
import type { Database } from '../../db/types.ts'
import type { WebOptions } from '../../web/options.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

export interface Clerk {
  readonly name: string
  readonly id: number
  cookie: string
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  /** Posts a form with this session's token, as its page would. */
  post(
    url: string,
    fields?: Record<string, string | string[]>,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>
  /** Where a POST led: the page with what was said on top. */
  does(url: string, fields?: Record<string, string | string[]>): Promise<LightMyRequestResponse>
}

export interface DeskRig extends WebDesk {
  says(address: string, text: string): Promise<void>
  seen(address: string): Promise<string[]>
  /** Adds, binds and signs in. */
  clerk(name: string, department: string, role?: StaffRole): Promise<Clerk>
  /** The path of a fresh way in for somebody bound at this address. */
  link(address: string): Promise<string>
  /** Opens a case from a resident at a web address of their own. */
  opens(given?: Partial<NewCase> & { from?: string }): Promise<string>
}

const cookieOf = (answer: LightMyRequestResponse, known: string): string => {
  const jar = new Map(
    known
      .split('; ')
      .filter(Boolean)
      .map((c) => [c.split('=')[0]!, c]),
  )
  for (const { name, value } of answer.cookies as { name: string; value: string }[])
    if (value === '') jar.delete(name)
    else jar.set(name, `${name}=${value}`)
  return [...jar.values()].join('; ')
}

export const csrfIn = (body: string): string => /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? ''

const encode = (fields: Record<string, string | string[]>): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((v) => [name, v] as [string, string])),
  ).toString()

export async function deskRig(given: Database, at: string, changes: Partial<WebOptions> = {}): Promise<DeskRig> {
  const desk = await webDesk(given, at, changes)
  const says = async (address: string, text: string): Promise<void> => {
    await desk.web.hear(address, { body: { kind: 'text', text } })
    await desk.settled()
  }
  const seen = async (address: string): Promise<string[]> =>
    (await desk.web.messages(address, null)).messages.filter((m) => m.from === 'desk').map((m) => m.text)
  const link = async (address: string): Promise<string> => {
    await says(address, '网页')
    return /\/staff\/enter\/[\w-]+/.exec((await seen(address)).at(-1) ?? '')?.[0] ?? ''
  }

  async function clerk(name: string, department: string, role: StaffRole = 'clerk'): Promise<Clerk> {
    const { code, staffId } = await desk.database.db.transaction((tx) =>
      inviteStaff(tx, desk.setting(), { name, department, role }),
    )
    await says(name, `/bind ${code}`)
    const entered = await desk.app.inject({ method: 'POST', url: await link(name) })
    const me: Clerk = {
      name,
      id: staffId,
      cookie: cookieOf(entered, ''),
      async get(url, headers = {}) {
        const answer = await desk.app.inject({ url, headers: { accept: 'text/html', cookie: me.cookie, ...headers } })
        me.cookie = cookieOf(answer, me.cookie)
        return answer
      },
      async post(url, fields = {}, headers = {}) {
        const csrf = csrfIn((await me.get('/staff')).body)
        const answer = await desk.app.inject({
          method: 'POST',
          url,
          headers: {
            accept: 'text/html',
            cookie: me.cookie,
            'content-type': 'application/x-www-form-urlencoded',
            ...headers,
          },
          payload: encode({ csrf, ...fields }),
        })
        me.cookie = cookieOf(answer, me.cookie)
        await desk.settled()
        return answer
      },
      async does(url, fields = {}) {
        const answer = await me.post(url, fields)
        return answer.statusCode === 303 ? me.get(String(answer.headers.location)) : answer
      },
    }
    return me
  }

  return Object.assign(desk, {
    says,
    seen,
    clerk,
    link,
    async opens({ from = 'resident', ...given }: Partial<NewCase> & { from?: string } = {}) {
      await says(from, '您好')
      return desk.database.db.transaction(async (tx) => {
        const c = await conversationAt(tx, { channel: 'web', id: from }, false, desk.now)
        const caseContext = await openCase(tx, desk.setting(), {
          kind: 'report',
          item: null,
          department: 'GGB',
          text: '村口路灯坏了',
          residentId: c.personId,
          conversationId: c.id,
          ...given,
        })
        return caseContext.case.number
      })
    },
  })
}
