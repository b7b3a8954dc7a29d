/** Finding personal data costs no more than the length of a text, whatever somebody makes of it. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { findPersonal, maskPersonal, PERHAPS_NEEDED, WHERE } from '../../core/privacy/mask.ts'
import { makeMaskOnce } from '../../core/privacy/mask-once.ts'

const LENGTH = 10_000
/** Pieces of everything that is looked for, to be repeated and mixed into what finds nothing and looks long. */
const PIECES = [
  '\n9', '1 ', '6', '62 ', '9-', '2x', '0.', '138 0013 ', '6228480012345678', '120225198001015678 ', '一街', '村村1区', '一街1街', '李庄村三排5号，',
  '村', '小区3号楼', '住址是', '住址是，', '癌我叫', '我叫张', '张', '的王得了', '患者：', '（', '\u200b', '😀', '一', '第', '电话2982', '022-',
] // prettier-ignore
const shape = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(''))
  .map((piece) => piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH))
/** The longest number has nineteen digits, and each may stand alone. */
const STEPS_PER_CHARACTER = 20

const stepsOf = (text: string): number => {
  const work = { steps: 0 }
  findPersonal(text, work)
  return work.steps
}

describe('the work grows with the length of the text and no faster', () => {
  test('steps are bounded by a fixed number for each character', () => {
    fc.assert(
      fc.property(shape, (text) => {
        expect(stepsOf(text)).toBeLessThanOrEqual(STEPS_PER_CHARACTER * text.length)
      }),
      { numRuns: 100 },
    )
  })

  test('twice the text is at most twice the work, and what is found at one end does not depend on the other', () => {
    fc.assert(
      fc.property(shape, (text) => {
        const half = text.slice(0, LENGTH / 2)
        expect(stepsOf(text)).toBeLessThanOrEqual(2 * stepsOf(half) + 40 * STEPS_PER_CHARACTER)
      }),
      { numRuns: 100 },
    )
  })

  // regular expressions count no steps: a hundred times the time a quick machine takes still tells a square from a line
  test.each(PIECES)('“%s” repeated to ten thousand characters is read in a moment', (piece) => {
    const text = piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH)
    maskPersonal(text)
    const from = performance.now()
    maskPersonal(text)
    expect(performance.now() - from).toBeLessThan(150)
  })
})

test('one message is searched once, however often and however differently it is masked', () => {
  const find = vi.fn(findPersonal)
  const redact = makeMaskOnce(find)
  const said = '李庄村三排5号漏水，打13800138000，身份证110101199003072316'
  expect(redact(said)).toEqual(maskPersonal(said))
  expect(redact(said, WHERE)).toEqual(maskPersonal(said, WHERE))
  expect(redact(said, PERHAPS_NEEDED)).toEqual(maskPersonal(said, PERHAPS_NEEDED))
  expect(find).toHaveBeenCalledTimes(1)
  redact('另一句')
  expect(find).toHaveBeenCalledTimes(2)
})
