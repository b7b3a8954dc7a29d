/** /api/docs: the API as a page made from its own OpenAPI document, without scripts. */
import type { FastifyInstance } from 'fastify'
import { SCOPES } from '../../core/client/scopes.ts'
import { EVENTS } from '../../core/client/events.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'

interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}
interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly {
    name: string
    in: string
    required?: boolean
    description?: string
    schema: Schema
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema }>> }
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema?: Schema }>> }>>
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

// prettier-ignore
const TAGS = { items: '事项、期限、问答', cases: '办件', webhooks: '推送', board: '公示', open311: 'Open311 GeoReport v2' } as const

export function docsRoutes(api: FastifyInstance, o: WebOptions): void {
  const document = (): Document =>
    ({ ...api.swagger(), servers: [{ url: o.world().publicUrl }] }) as unknown as Document // what @fastify/swagger makes of our schemas

  api.get('/api/docs/json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('access-control-allow-origin', '*').send(document()),
  )

  api.get('/api/docs', { schema: { hide: true } }, async (request, reply) =>
    sendPage(request, reply, o, { title: '接口说明', body: page(document(), o.world().publicUrl) }),
  )
}

function page({ paths }: Document, url: string): Markup {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return html`<h1>接口说明</h1>
    <p>给别的系统用的，比如区里的 12345。机器读的版本：<a href="/api/docs/json">OpenAPI 3.1</a>。</p>
    <p>公开的内容谁都能读。登记和查办件要带令牌，由镇里的管理员发放，只显示一次：</p>
    <pre>curl -H 'Authorization: Bearer sw_…' ${url}/api/v1/cases</pre>
    <ul class="chips">
      ${Object.entries(TAGS).map(([tag, label]) => html`<li><a href="#${tag}">${label}</a></li>`)}
    </ul>
    <section>
      <h2>权限</h2>
      <dl class="facts">
        ${Object.entries(SCOPES).map(
          ([name, { label }]) =>
            html`<dt>${name}</dt>
              <dd>${label}</dd>`,
        )}
      </dl>
    </section>
    ${Object.entries(TAGS).map(([tag, label]) => {
      const operations = all.filter(({ operation }) => operation.tags?.[0] === tag)
      return html`<section id="${tag}">
        <h2>${label}</h2>
        ${tag === 'webhooks' && signing()} ${operations.map(show)}
      </section>`
    })}`
}

const signing = (): Markup =>
  html`<p>
      有变化时向您登记的地址发 POST，内容和 /api/v1/changes 的一条一样。请在 10 秒内回
      2xx；不回就隔一阵再发，几个小时后还不成，留给人看。同一条可能来两次，按 id 认。
    </p>
    <p>
      请求头 <code>x-shouwen-signature: t=时刻,v1=签名</code>，签名是 HMAC-SHA256(密钥, 时刻 + "." +
      原文)，十六进制。时刻差 5 分钟以上的请不要收。
    </p>
    <dl class="facts">
      ${Object.entries(EVENTS).map(
        ([name, { label }]) =>
          html`<dt>${name}</dt>
            <dd>${label}</dd>`,
      )}
    </dl>`

function show({ path, method, operation: op }: { path: string; method: string; operation: Operation }): Markup {
  const scopes = (op.security ?? []).flatMap((s) => Object.values(s).flat())
  const body = op.requestBody && Object.values(op.requestBody.content)[0]?.schema
  const [code, good] = Object.entries(op.responses).find(([c]) => c.startsWith('2')) ?? []
  const answer = good?.content && Object.values(good.content)[0]?.schema
  return html`<details>
    <summary><code>${method} ${path}</code> ${op.summary}</summary>
    ${op.description && html`<p>${op.description}</p>`}
    <p class="hint">${scopes.length > 0 ? `要令牌，权限 ${scopes.join(' 或 ')}` : '不用令牌'}</p>
    ${
      op.parameters &&
      op.parameters.length > 0 &&
      html`<h3>参数</h3>
        <ul>
          ${op.parameters.map((p) => html`<li><code>${p.name}</code>（${WHERE[p.in] ?? p.in}${p.required && '，必填'}）${line(p.schema)} ${p.description}</li>`)}
        </ul>`
    }
    ${
      body &&
      html`<h3>内容</h3>
        ${fields(body)}`
    }
    ${
      answer &&
      html`<h3>回答 ${code}</h3>
        ${fields(answer)}`
    }
  </details>`
}

const WHERE: Readonly<Record<string, string>> = { path: '地址里', query: '查询', header: '请求头' }

function fields(schema: Schema): Markup {
  const at = schema.items ?? schema
  const properties = at.properties ?? {}
  return html`<ul>
    ${Object.entries(properties).map(([name, s]) => {
      const inner = s.properties ? s : (s.items?.properties && s.items) || s.anyOf?.find((one) => one.properties)
      return html`<li>
        <code>${name}</code>${at.required?.includes(name) ? '' : '（可不写）'} ${line(s)} ${s.description}
        ${inner && fields(inner)}
      </li>`
    })}
  </ul>`
}

function line(s: Schema): string {
  if (s.enum) return s.enum.map(String).join(' | ')
  if (s.anyOf) return s.anyOf.map(line).join(' | ')
  const type = [s.type ?? ''].flat().join(' | ')
  const of = s.items ? `${type}<${line(s.items)}>` : type
  return s.default === undefined ? of : `${of}，默认 ${JSON.stringify(s.default)}`
}
