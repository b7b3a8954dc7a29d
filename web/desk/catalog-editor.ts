/** `/staff/catalog`: edits the catalogue: every matter, what a save would change, the versions there were, files in and out. */
import { NOTHING_UNDERSTOOD } from '../../core/answer/understand.ts'
import { checkCatalog } from '../../core/catalog/check.ts'
import { type CatalogDiff, diffItem, diffItems, type FieldChange, isSame } from '../../core/catalog/diff.ts'
import type { Item } from '../../core/catalog/item.ts'
import { canonical, sha256 } from '../../core/hash-chain.ts'
import { departmentOf } from '../../core/town.ts'
import { composeReply } from '../../core/answer/reply/compose-reply.ts'
import { draftOf, dropDraft, putDraft } from '../../db/catalog/catalog-drafts.ts'
import { catalogVersions, currentItems, putItems, versionItems } from '../../db/catalog/edit-catalog.ts'
import { html, type Markup } from '../html.ts'
import { when } from './case-view.ts'
import { fieldsOf, itemForm, readItem } from './catalog-form.ts'
import { listed, pages } from './paging.ts'
import { idOf, section } from './components.ts'
import { userError } from '../../core/errors.ts'
import { asBuffer } from '../attach.ts'
import { sendBytes } from '../downloads.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'
import { sessionOf } from './staff-session.ts'

const hashOf = (item: Item | null): string => sha256(canonical(item))
const HOME = '/staff/catalog'

export const catalogRoom: DeskModule = {
  path: HOME,
  label: '事项目录',
  group: 'admin',
  who: ['admin'],
  open(door) {
    door.get(HOME, listPage)

    door.get(`${HOME}/version/:id`, async (v) => {
      const found = await versionItems(v.db, idOf(v.param('id')) ?? 0)
      if (!found) throw userError('not-yours')
      return v.page({
        title: `版本 ${found.version}`,
        body: html`<p><a href="${HOME}">事项目录</a></p>
          <h1>版本 ${found.version}</h1>
          <p class="hint">和它前一个版本比：</p>
          ${showDiff(diffItems(found.before, found.items))}`,
      })
    })

    door.get(`${HOME}/file/:name`, async (v) => {
      const name = v.param('name')
      if (!v.o.catalogFiles || !/^catalog\.(xlsx|yaml)$/.test(name)) throw userError('not-yours')
      const bytes = await v.o.catalogFiles.write(name, v.ctx.townContext.catalog)
      void v.reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
      return sendBytes(v.reply, asBuffer(bytes))
    })

    door.post(`${HOME}/import`, importPage)

    door.get(`${HOME}/item/:id`, async (v) => {
      // as it stands in the database: what another process saved a moment ago is not here yet
      const item = (await currentItems(v.db)).items.find((i) => i.id === v.param('id'))
      if (!item) throw userError('not-yours')
      return v.page({ title: item.name, body: editor(v, item, fieldsOf(item), hashOf(item), null) })
    })

    door.post(`${HOME}/item/:id`, saveItem)
  },
}

async function listPage(v: DeskRequest): Promise<unknown> {
  const { catalog, town } = v.ctx.townContext
  const versions = await pages(v, 'versions', (slice) => catalogVersions(v.db, slice))
  const rows = catalog.items.map(
    (item) =>
      html`<li>
        <a href="${HOME}/item/${item.id}">${item.name}</a>　<small
          >${departmentOf(town, item.owner).name}${item.promisedLimit?.proposed && '　时限是建议值'}${!item.verified && '　没核完'}</small
        >
      </li>`,
  )
  return v.page({
    title: '事项目录',
    body: html`<h1>事项目录</h1>
      <p class="hint">现行版本 ${catalog.version}，${catalog.items.length} 项。点名称改一项；整本改用表格。</p>
      <section class="card">
        <h2>整本导出、导入</h2>
        <p>
          <a class="button" href="${HOME}/file/catalog.xlsx">导出表格</a>
          <a class="button" href="${HOME}/file/catalog.yaml">导出 YAML</a>
        </p>
        <form action="${HOME}/import" method="post" enctype="multipart/form-data">
          ${v.csrf}
          <label for="file">改好的文件（.xlsx 或 .yaml）</label>
          <input id="file" name="file" type="file" accept=".xlsx,.yaml,.yml" required />
          <div class="row"><button>看看会改什么</button></div>
        </form>
      </section>
      ${listed(
        v,
        HOME,
        '版本',
        versions,
        (found) =>
          html`<ul class="lines">
            ${found.map((one) => html`<li><a href="${HOME}/version/${one.id}">${one.version}</a>　<small>${when(v, one.createdAt)}　${one.source}</small></li>`)}
          </ul>`,
        '还没有。',
      )}
      ${section(
        '事项',
        rows.length,
        html`<ul class="lines">
          ${rows}
        </ul>`,
        '还没有。',
      )}`,
  })
}

/** Shows what a save would change, or saves; an item that somebody else has changed since is refused. */
async function saveItem(v: DeskRequest): Promise<unknown> {
  const { items } = await currentItems(v.db)
  const before = items.find((i) => i.id === v.param('id'))
  if (!before) throw userError('not-yours')
  const raw = readItem(before, (name) => v.field(name))
  const after = items.map((i) => (i.id === before.id ? raw : i))
  const checked = checkCatalog(after, { town: v.ctx.townContext.town })
  const show = (note: string, bad: boolean, preview: Markup | null, status = 200) =>
    v.page({ title: before.name, note: { text: note, bad }, status, body: editor(v, before, (name) => v.field(name), status === 409 ? hashOf(before) : v.field('was'), preview) }) // prettier-ignore
  if (!checked.ok) return show('有错，没有保存。', true, faults(checked.faults.map((f) => f.says)), 400)
  const item = checked.items.find((i) => i.id === before.id)!
  if (v.field('do') !== 'save') return show('这是预览，还没有保存。', false, preview(v, before, item, checked.warnings.map((w) => w.says).filter((w) => w.includes(item.id)))) // prettier-ignore
  const done = await v.change(async (tx, ctx) => ({
    ...(await putItems(
      tx,
      ctx,
      (now) => {
        const mine = now.find((i) => i.id === item.id) ?? null
        // somebody else saved this item since the page was opened
        if (hashOf(mine) !== v.field('was')) return mine ?? before
        return now.map((i) => (i.id === item.id ? item : i))
      },
      `工作台：${v.staff.name}`,
    )),
    letters: [],
  }))
  if (done.refused !== null)
    return show('您打开以后，别人已经改过这一项，您的没有保存。下面是现在的和您的差别：请对照改好，再保存一次。', true, changes(done.refused ? diffItem(done.refused, item) : []), 409) // prettier-ignore
  if (done.changed) await v.o.changed?.()
  return v.back(
    HOME,
    done.changed ? `“${item.name}”已保存，马上生效：版本 ${done.version}。` : '和现在的一样，没有改动。',
  )
}

/** What it would change, of the file that came; or the file shown before, put in force. */
async function importPage(v: DeskRequest): Promise<unknown> {
  const session = sessionOf(v.request)
  const saving = v.field('do') === 'save'
  const kept = saving ? await draftOf(v.db, session, v.field('draft'), v.ctx.now) : null
  if (saving && !kept) return v.back(HOME, '这个文件放得太久，或者您又传了别的，没有载入，请再选一次。', true)
  const file = kept ?? v.file
  if (!v.o.catalogFiles || !file || file.bytes.length === 0) return v.back(HOME, '没有收到文件，请再选一次。', true)
  const name = file.name.slice(0, 200)
  const checked = await v.o.catalogFiles.read(name, file.bytes, v.ctx.townContext.town)
  const { items, version } = await currentItems(v.db)
  if (!checked.ok)
    return v.page({
      title: '导入',
      status: 400,
      note: { text: `${name} 有 ${checked.faults.length} 处错，没有载入。`, bad: true },
      body: html`<p><a href="${HOME}">事项目录</a></p><h1>请改好再导入</h1>${faults(checked.faults.map((f) => `${f.line === null ? '' : `第${f.line}行　`}${f.says}`))}`, // prettier-ignore
    })
  const diff = diffItems(items, checked.items)
  if (!saving || v.field('version') !== version) {
    const draft = await v.o.database.db.transaction((tx) => putDraft(tx, session, { name, bytes: file.bytes }, v.ctx.now)) // prettier-ignore
    return v.page({
      title: '导入',
      note: saving ? { text: '您看过以后目录又变了，没有载入，请再看一遍。', bad: true } : null,
      body: html`<p><a href="${HOME}">事项目录</a></p>
        <h1>${isSame(diff) ? '没有改动' : '会这样改'}</h1>
        ${showDiff(diff)}
        ${
          !isSame(diff) &&
          html`<form action="${HOME}/import" method="post">
            ${v.csrf}<input type="hidden" name="draft" value="${draft}" /><input
              type="hidden"
              name="version"
              value="${version}"
            />
            <div class="row">
              <button name="do" value="save" class="${diff.removed.length > 0 ? 'danger' : 'main'}">
                就这样，载入
              </button>
            </div>
          </form>`
        }`,
    })
  }
  const done = await v.change(async (tx, ctx) => {
    await dropDraft(tx, session)
    return { ...(await putItems(tx, ctx, () => checked.items, `工作台导入 ${name}：${v.staff.name}`)), letters: [] }
  })
  if (done.changed) await v.o.changed?.()
  return v.back(HOME, done.changed ? `已载入，马上生效：版本 ${done.version}。` : '和现在的一样，没有改动。')
}

const faults = (says: readonly string[]): Markup =>
  html`<section class="card"><h2>请看这几处</h2><ul>${says.slice(0, 50).map((s) => html`<li>${s}</li>`)}${says.length > 50 && html`<li>……还有 ${says.length - 50} 处</li>`}</ul></section>` // prettier-ignore

const changes = (fields: readonly FieldChange[]): Markup =>
  html`<section class="card">
    <h2>改动</h2>
    ${
      fields.length === 0
        ? html`<p class="none">没有改动。</p>`
        : html`<dl class="facts">
            ${fields.map(
              (f) =>
                html`<dt>${f.label}</dt>
                  <dd><del>${f.before}</del><br /><ins>${f.after}</ins></dd>`,
            )}
          </dl>`
    }
  </section>`

function showDiff(d: CatalogDiff): Markup {
  const names = (title: string, items: readonly Item[]) =>
    items.length > 0 && section(title, items.length, html`<ul class="lines">${items.map((i) => html`<li>${i.name}　<small>${i.id}</small></li>`)}</ul>`, '') // prettier-ignore
  return html`${names('新增', d.added)} ${names('删除', d.removed)}
  ${d.changed.map(
    ({ item, fields }) =>
      html`<h3>${item.name}</h3>
        ${changes(fields)}`,
  )}
  ${isSame(d) && html`<p class="none">和现在的一样。</p>`}`
}

/** What residents will read: the chat's answers, word for word. */
function preview(v: DeskRequest, before: Item, item: Item, warnings: readonly string[]): Markup {
  const { townContext } = v.ctx
  const shown = { ...townContext, catalog: { version: '（预览）', items: townContext.catalog.items.map((i) => (i.id === item.id ? item : i)) } } // prettier-ignore
  const says = (facet: 'general' | 'materials' | 'time' | 'fee') =>
    composeReply({ ...NOTHING_UNDERSTOOD, decision: 'answer', item: item.id, facet }, shown, '', v.ctx.now) // prettier-ignore
      .map((m) => m.text)
      .join('\n\n')
  return html`${changes(diffItem(before, item))} ${warnings.length > 0 && faults(warnings)}
    <section class="card">
      <h2>群众会看到</h2>
      ${(
        [
          ['一次性告知', 'general'],
          ['问材料', 'materials'],
          ['问时限', 'time'],
          ['问收费', 'fee'],
        ] as const
      ).map(
        ([label, facet]) =>
          html`<details ${facet === 'general' && html`open`}>
            <summary>${label}</summary>
            <p class="words">${says(facet)}</p>
          </details>`,
      )}
    </section>`
}

const editor = (v: DeskRequest, item: Item, value: (name: string) => string, was: string, top: Markup | null): Markup =>
  html`<p><a href="${HOME}">事项目录</a></p>
    <h1>${item.name}</h1>
    ${top}
    <form action="${HOME}/item/${item.id}" method="post">
      ${v.csrf}<input type="hidden" name="was" value="${was}" />
      ${itemForm(v.ctx.townContext.town, value)}
      <div class="row">
        <button name="do" value="preview">预览</button>
        <button name="do" value="save" class="main">保存为新版本</button>
      </div>
    </form>`
