import { expect, test } from 'vitest'
import { html, render, trusted } from '../../web/html.ts'

test('everything put into a page is escaped', () => {
  const evil = `<script>alert("1")</script>&'`
  expect(render(html`<p title="${evil}">${evil}</p>`)).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</p>',
  )
})

test('markup made by the tag is put in as it is, lists are joined, nothing shows as nothing', () => {
  const names = ['甲', '<乙>'].map((name) => html`<i>${name}</i>`)
  expect(render(html`${names}${null}${undefined}${false}${0}`)).toBe('<i>甲</i><i>&lt;乙&gt;</i>0')
  expect(render(html`${trusted('<b>')}`)).toBe('<b>')
})

test('an object that only looks like markup is not trusted', () => {
  const posted = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}') as never
  expect(() => render(html`${posted}`)).toThrow()
})
