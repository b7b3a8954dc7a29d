/** Cutting long texts: where, and that nothing is lost. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitOutgoing, splitText } from '../../bot/channels/split-text.ts'

const bare = (text: string) => text.replaceAll(/\s/g, '')

describe('splitText', () => {
  test('a text that fits stays as it is, an empty one too', () => {
    expect(splitText('您好。', 10)).toEqual(['您好。'])
    expect(splitText('', 10)).toEqual([''])
  })

  test('a part ends where a sentence ends', () => {
    expect(splitText('请带身份证。再带户口本。到窗口办', 14)).toEqual(['请带身份证。再带户口本。', '到窗口办'])
  })

  test('a paragraph is a better end than a sentence, a sentence better than a comma', () => {
    expect(splitText('一二三四五六\n\n七八。九十十一', 13)).toEqual(['一二三四五六', '七八。九十十一'])
    expect(splitText('一二三四五六。七，八九十', 10)).toEqual(['一二三四五六。', '七，八九十'])
  })

  test('a closing quote stays with its sentence', () => {
    expect(splitText('他说：“明天来。”然后走了', 10)).toEqual(['他说：“明天来。”', '然后走了'])
  })

  test('without any end in reach it cuts between characters, never inside an emoji', () => {
    expect(splitText('👨‍👩‍👧'.repeat(3), 10)).toEqual(['👨‍👩‍👧', '👨‍👩‍👧', '👨‍👩‍👧'])
    expect(splitText('𠮷'.repeat(5), 5)).toEqual(['𠮷𠮷', '𠮷𠮷', '𠮷'])
  })

  test('every part fits, no character is torn, and only blank space at the cuts is lost', () => {
    const texts = fc.string({ unit: fc.constantFrom('字', '。', '\n', ' ', 'a', '，', '😀', '𠮷', '️'), maxLength: 300 })
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 40 }), (text, limit) => {
        const parts = splitText(text, limit)
        expect(bare(parts.join(''))).toBe(bare(text))
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(limit)
          expect(part).not.toMatch(/\p{Surrogate}/u)
        }
      }),
    )
  })
})

describe('splitOutgoing', () => {
  const choices = [{ label: '是', value: 'yes' }]
  const file = { name: '告知书.pdf', type: 'application/pdf', bytes: Uint8Array.of(1) }

  test('choices and link stand under the last part only', () => {
    const link = { label: '详情', url: 'https://a.cn' }
    expect(splitOutgoing({ text: '一二三。四五六。', choices, link }, 4)).toEqual([
      { text: '一二三。' },
      { text: '四五六。', choices, link },
    ])
  })

  test('room is left for what the channel prints after the last part', () => {
    const parts = splitOutgoing({ text: '一二三。四五六。', choices }, 8, { tail: 4 })
    expect(parts).toEqual([{ text: '一二三。' }, { text: '四五六。', choices }])
  })

  test('a file follows a text that is too long to stand under it', () => {
    const parts = splitOutgoing({ text: '一二三。四五六。', choices, file }, 100, { caption: 4 })
    expect(parts).toEqual([{ text: '一二三。四五六。' }, { text: '', choices, file }])
    expect(splitOutgoing({ text: '一。', file }, 100, { caption: 4 })).toEqual([{ text: '一。', file }])
  })
})
