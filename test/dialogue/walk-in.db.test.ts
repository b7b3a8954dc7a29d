/** A walk-in's telephone: shown whole to who works on the case, with what may be done with it; where there is none, said so. */
import { expect, test } from 'vitest'
import { NUMBER, openDesk, registered, turn } from './rig.ts'

const desk = await openDesk({ 王芳: 'GGB', 党办丁: ['DZB', 'head'] })

test('who registered a caller reads name and number, and nothing else stands there', async () => {
  const number = NUMBER.exec(await turn(desk, '王芳', '代办登记 李庄路灯坏了，来电 联系人 张大爷 13812345678'))![0]
  expect(await turn(desk, '王芳', `联系方式 ${number}`)).toBe(
    `${number} 联系人：张大爷，电话：13812345678\n看过已记录，请只用来办这件事。`,
  )
})

test('where nobody left a name or a number that is all that is said', async () => {
  const number = NUMBER.exec(await turn(desk, '王芳', '代办登记 李庄路灯坏了'))![0]
  expect(await turn(desk, '王芳', `联系方式 ${number}`)).toBe(`${number} 没有留联系方式。`)
})

test('who keeps a secret reads beside the number that it is one', async () => {
  await turn(desk, '告状的', '投诉')
  const said = await turn(desk, '告状的', '窗口那个人态度太差了，我排队两小时没人管，我电话13800005678')
  const number = /[A-Z]{2}\d{8}-\d{4}/.exec(said)![0]
  await turn(desk, '党办丁', `认领 ${number}`)
  expect(await turn(desk, '党办丁', `联系方式 ${number}`)).toMatch(
    /13800005678\n看过已记录，请只用来办这件事。\n保密件：/,
  )
})

test('a contact is asked for by its number, and only who works on the case is told', async () => {
  const number = await registered(desk, '老李', '村口路灯不亮了，黑灯瞎火的')
  expect(await turn(desk, '王芳', '联系方式')).toBe('看哪一件的？例：联系方式 0007')
  expect(await turn(desk, '王芳', `联系方式 ${number}`)).not.toContain('138')
})
