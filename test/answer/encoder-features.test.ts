/** Lists the features of a text for the encoder: each kind by one text whose list can be checked by eye. */
import { expect, test } from 'vitest'
import { makeListFeatures } from '../../core/answer/model/encoder-features.ts'

/** Words as they are spaced here: the features depend on the cutter, and this one can be seen. */
const features = makeListFeatures((text) => text.split(/( |，)/u).filter((word) => word !== '' && word !== ' '))

test('a text has its words, pairs of words, sounds, runs of characters, and its two ends', () => {
  expect(features('补 身份证').sort()).toEqual(
    [
      'w身份证', 'v补 身份证',
      'ybu sen', 'ybu sen fen', 'ysen fen', 'ysen fen zen', 'yfen zen',
      '补', '身', '份', '证', '身份', '份证', '身份证', 's身证',
      '^补', '$份证',
    ].sort(),
  )
}) // prettier-ignore

test('nothing runs across a mark: neither words nor sounds nor characters', () => {
  const found = features('低保，多久')
  expect(found).toEqual(
    expect.arrayContaining(['低保', '多久', 'w低保', 'w多久', 'ydi bao', 'yduo jiu', '^低保', '$多久']),
  )
  for (const across of ['保多', '低保多', '保多久', 's低多', 's保久', 'v低保 多久', 'ybao duo'])
    expect(found).not.toContain(across)
})

test('pieces of one character end a list where there is nothing longer', () => {
  expect(features('证').sort()).toEqual(['$证', '^证', '证'].sort())
  expect(features('，')).toEqual([])
  expect(features('补身份证')).toEqual(expect.arrayContaining(['^补身', '$份证']))
})

test('a long number is there as a number, whichever it is', () => {
  expect(features('补500')).toEqual(features('补812.5'))
  expect(features('补50')).not.toEqual(features('补81'))
})
