/** `/staff/people`: lists and edits who works here: invitations, roles, duty, who stands in, who has left. */
import { type Staff, STAFF_ROLES } from '../../core/case/case.ts'
import { readName } from '../../core/input/name.ts'
import { readPhone } from '../../core/input/phone.ts'
import { localDate, formatDate } from '../../core/date.ts'
import { readDate } from '../../core/input/date.ts'
import { departmentOf } from '../../core/town.ts'
import { recordDeparture } from '../../db/people/departures.ts'
import {
  allStaff,
  inviteStaff,
  openBindCodes,
  setOnDuty,
  setRole,
  setSubstitute,
  staffById,
} from '../../db/people/staff.ts'
import { html, type Markup } from '../html.ts'
import { when } from './case-view.ts'
import { folded, form, idOf, input, section, select } from './components.ts'
import { userError } from '../../core/errors.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'
import { ROLE_WORDS } from './desk-page-frame.ts'

const HOME = '/staff/people'
const roles = STAFF_ROLES.map((r) => [r, ROLE_WORDS[r]] as const)

export const peopleRoom: DeskModule = {
  path: HOME,
  label: '人员',
  group: 'admin',
  who: ['admin'],
  open(door) {
    door.get(HOME, async (v) => v.page({ title: '人员', body: await list(v, null) }))

    door.post(`${HOME}/invite`, async (v) => {
      const role = STAFF_ROLES.find((r) => r === v.field('role'))
      const department = v.ctx.townContext.town.departments.find((d) => d.code === v.field('department'))
      const name = readName(v.field('name'))
      if (!role || !department || name === '') return v.back(HOME, '请写上姓名，选好科室和角色。', true)
      const phone = readPhone(v.field('phone'))?.phone ?? ''
      if (phone === '' && v.field('phone').trim() !== '')
        return v.back(HOME, '没有加：电话看不懂。手机号 11 位，座机连区号一起写，也可以空着。', true)
      const made = await v.change(async (tx, ctx) => ({
        ...(await inviteStaff(tx, ctx, { name, department: department.code, role, ...(phone ? { phone } : {}) })),
        letters: [],
      }))
      // shown on this page once, never carried over a redirect
      return v.page({ title: '绑定码', body: await list(v, code(v, name, department.name, made)) })
    })

    const each = (path: string, act: (v: DeskRequest, who: Staff) => Promise<string | { bad: string }>) =>
      door.post(`${HOME}/:id/${path}`, async (v) => {
        const who = await staffById(v.db, idOf(v.param('id')) ?? 0)
        if (!who || who.leftAt !== null) throw userError('not-yours')
        const said = await act(v, who)
        return typeof said === 'string' ? v.back(HOME, said) : v.back(HOME, said.bad, true)
      })

    each('duty', async (v, who) => {
      await v.change(async (tx) => {
        await setOnDuty(tx, who.id, !who.onDuty)
        return { letters: [] }
      })
      return who.onDuty ? `${who.name}不再收新办件。` : `${who.name}又收新办件了。`
    })

    each('role', async (v, who) => {
      const role = STAFF_ROLES.find((r) => r === v.field('role'))
      if (!role) return { bad: '没有这个角色。' }
      if (who.id === v.staff.id) return { bad: '自己的角色要请另一位管理员改。' }
      await v.change(async (tx) => {
        await setRole(tx, who.id, role)
        return { letters: [] }
      })
      return `${who.name}现在是${ROLE_WORDS[role]}。`
    })

    each('away', async (v, who) => {
      const [until, id] = [readDate(v.field('until'), localDate(v.ctx.now)), idOf(v.field('substitute'))]
      const today = localDate(v.ctx.now)
      if (until === '') {
        await v.change(async (tx) => {
          await setSubstitute(tx, who.id, null)
          return { letters: [] }
        })
        return `${who.name}已回来。`
      }
      const sub = id === null ? null : await staffById(v.db, id)
      if (until === null || until < today) return { bad: '请选今天或以后的日期。' }
      if (!sub || sub.leftAt !== null || sub.id === who.id) return { bad: '请选一位顶岗的同事。' }
      await v.change(async (tx) => {
        await setSubstitute(tx, who.id, { until, substituteId: sub.id })
        return { letters: [] }
      })
      return `${who.name}到${formatDate(until)}由${sub.name}顶岗。`
    })

    each('leave', async (v, who) => {
      if (who.id === v.staff.id) return { bad: '自己离岗要请另一位管理员办。' }
      if (v.field('name').trim() !== who.name) return { bad: `没有办：请照写“${who.name}”再按离岗。` }
      const { open } = await v.change((tx, ctx) => recordDeparture(tx, ctx, who))
      return `${who.name}已离岗。${open.length > 0 ? `手上 ${open.length} 件已请科室负责人重新指派。` : ''}`
    })
  },
}

const code = (v: DeskRequest, name: string, department: string, made: { code: string; expiresAt: Date }): Markup =>
  html`<section class="card" role="status">
    <h2>${name}（${department}）的绑定码</h2>
    <p><b class="code">${made.code}</b></p>
    <p>请本人在聊天里发：/bind ${made.code}。${when(v, made.expiresAt)}前有效，只能用一次。离开这一页就看不到了。</p>
  </section>`

async function list(v: DeskRequest, top: Markup | null): Promise<Markup> {
  const people = await allStaff(v.db)
  const open = await openBindCodes(v.db, v.ctx.now)
  const { town } = v.ctx.townContext
  const today = localDate(v.ctx.now)
  const departments = town.departments.map((d) => [d.code, d.name] as const)
  const one = (s: Staff): Markup => {
    const away = s.awayUntil !== null && s.awayUntil >= today
    const sub = people.find((p) => p.id === s.substituteId)
    const asked = open.some((c) => c.staffId === s.id)
    const to = (path: string) => `${HOME}/${s.id}/${path}`
    return html`<li>
      <b>${s.name}</b>　${ROLE_WORDS[s.role]}
      <small
        >${s.personId === null ? (asked ? '　绑定码还没用' : '　没有绑定聊天') : ''}${!s.onDuty && '　不收新办件'}${away && `　到${formatDate(s.awayUntil, today)}由${sub?.name ?? '同事'}顶岗`}${s.phone && `　${s.phone}`}</small
      >
      ${folded(
        '调整',
        html`${form(v, to('duty'), '', s.onDuty ? '不再收新办件' : '恢复收新办件')}
        ${form(v, to('role'), select(`r${s.id}`, '角色', { name: 'role', value: s.role, options: roles }), '改角色')}
        ${
          away
            ? form(v, to('away'), html`<input type="hidden" name="until" value="" />`, '已回来')
            : form(v, to('away'), html`${input(`u${s.id}`, '请假到', { name: 'until', type: 'date' })}${select(`s${s.id}`, '谁顶岗', { name: 'substitute', options: people.filter((p) => p.id !== s.id).map((p) => [String(p.id), p.name]) })}`, '登记请假') // prettier-ignore
        }
        ${form(v, `${HOME}/invite`, html`<input type="hidden" name="name" value="${s.name}" /><input type="hidden" name="department" value="${s.department}" /><input type="hidden" name="role" value="${s.role}" />`, '再发一个绑定码')}
        ${s.id !== v.staff.id && form(v, to('leave'), input(`l${s.id}`, `离岗：照写“${s.name}”`, { name: 'name', max: 40 }), '离岗', { grave: true })}`,
      )}
    </li>`
  }
  return html`<h1>人员</h1>
    ${top}
    <section class="card">
      <h2>加一位同事</h2>
      ${form(
        v,
        `${HOME}/invite`,
        html`${input('name', '姓名', { name: 'name', max: 40 })}
          ${select('department', '科室', { name: 'department', options: departments })}
          ${select('role', '角色', { name: 'role', value: 'clerk', options: roles })}
          <label for="phone">办公电话 <small>群众会看到，可以不写</small></label
          ><input id="phone" name="phone" maxlength="40" />`,
        '发绑定码',
      )}
    </section>
    ${town.departments.map((d) => {
      const here = people.filter((s) => departmentOf(town, s.department).code === d.code)
      return section(d.name, here.length, html`<ul class="lines">${here.map(one)}</ul>`, d.code === town.fallback ? '还没有人，没人接的新办件也没有去处，请先加一位。' : `还没有人，新办件会转给${departmentOf(town, town.fallback).name}。`) // prettier-ignore
    })}`
}
