/** Pinyin typed without a space falls into its syllables; a slip costs one of them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { syllablesOf } from '../../core/answer/text/syllables.ts'

test.each([
  ['tuolajyadaowobalouxuebuzhi', 'tuo la ya dao wo ba lou xue bu zhi'],
  ['houshanqihuole', 'hou shan qi huo le'],
  ['xian', 'xian'],
  ['zhuangshang', 'zhuang shang'],
])('%s', (typed, syllables) => {
  expect(syllablesOf(typed).join(' ')).toBe(syllables)
})

test('nothing is added, and nothing changes its order', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,60}$/), (typed) => {
      let at = 0
      for (const syllable of syllablesOf(typed)) {
        const found = typed.indexOf(syllable, at)
        expect(found).toBeGreaterThanOrEqual(at)
        at = found + syllable.length
      }
    }),
  )
})
