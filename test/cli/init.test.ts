/** `town init`: what is answered makes a town that the desk takes, or nothing at all. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { initTown } from '../../cli/init.ts'
import { phone, QUESTIONS, readDepartment } from '../../cli/init/questions.ts'
import { readItems, readTown } from '../../town-files.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'shouwen-init-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Answers as they come through a pipe, and what was said meanwhile. */
function piped(answers: readonly string[], patient = false) {
  const left = [...answers]
  const said: string[] = []
  return {
    said: () => said.join(''),
    dialog: { say: (text: string) => void said.push(text), next: () => Promise.resolve(left.shift() ?? null), patient },
  }
}

const ANSWERS = ['青石镇', '', '河北省玉田县', 'qs', '', '', '０３１５－６１０００００', '玉田县人民法院', '8：30—11：30', '', '便民服务中心 0315-6100001'] // prettier-ignore

describe('answers that make a town', () => {
  test('are written over the example: the desk reads the folder, and nothing of the example is said for it', async () => {
    const { dialog, said } = piped(ANSWERS)
    const made = await initTown(join(dir, 'qingshi'), dialog)
    const town = readTown(made.folder)
    expect(town).toMatchObject({
      name: '青石镇',
      authority: '青石镇人民政府',
      prefix: 'QS',
      noticePrefix: '青政',
      phone: '0315-6100000',
      alarm: { phones: [] },
      court: '玉田县人民法院',
      reconsideration: '河北省玉田县人民政府',
      hours: [
        { from: '08:30', to: '11:30' },
        { from: '13:30', to: '17:30' },
      ],
    })
    expect(town.departments[0]).toMatchObject({ code: 'DQZX', name: '便民服务中心', phone: '0315-6100001' })
    expect(town.departments[1]).toMatchObject({ code: 'DZB', name: '党政办公室', phone: '' })
    expect(readItems(join(made.folder, 'items.yaml'), town).length).toBeGreaterThan(50)
    for (const file of ['town.yaml', 'items.yaml', 'elsewhere.yaml'])
      expect(readFileSync(join(made.folder, file), 'utf8')).not.toContain('别山镇')
    // what only the town can put right is counted, not guessed
    expect(made.left.map((l) => l.file)).toContain('items.yaml')
    expect(said()).toContain('随时按 Ctrl+C 退出')
  })

  test('a person who types wrongly is asked again', async () => {
    const { dialog, said } = piped(['', '青石镇', '', '河北省玉田县', '青', 'QS'], true)
    await initTown(join(dir, 'again'), dialog)
    expect(said()).toContain('名称不能空着。')
    expect(said()).toContain('要 2 到 4 个英文字母，如 BS。')
  })
})

describe('nothing is written', () => {
  test('where the folder holds somebody’s work: not one question is asked', async () => {
    const taken = join(dir, 'taken')
    mkdirSync(taken)
    writeFileSync(join(taken, 'town.yaml'), 'name: 我的镇\n')
    const { dialog, said } = piped(ANSWERS)
    await expect(initTown(taken, dialog)).rejects.toThrow('里已经有东西了，没有动它')
    expect(said()).toBe('')
    expect(readFileSync(join(taken, 'town.yaml'), 'utf8')).toBe('name: 我的镇\n')
  })

  test.each([
    [['青石镇', '', '河北省玉田县', 'Q5'], '要 2 到 4 个英文字母'],
    [['青石镇'], '属于哪个区、县'],
    [[...ANSWERS.slice(0, 8), '12:00-8:30'], '后面的要比前面的晚'],
  ])('where %j is piped in: it says which question', async (answers, because) => {
    const folder = join(dir, 'none')
    await expect(initTown(folder, piped(answers).dialog)).rejects.toThrow(because)
    expect(existsSync(folder)).toBe(false)
    expect(readdirSync(dir).filter((name) => name.startsWith('.'))).toEqual([])
  })
})

test('answers are read as people type them', () => {
  expect(phone('022 2917 1234')).toEqual({ ok: true, value: '02229171234' })
  expect(phone('找老王').ok).toBe(false)
  expect(readDepartment('', '司法所')).toEqual({ ok: true, name: '司法所', phone: '' })
  expect(readDepartment('0315-6100002', '司法所')).toEqual({ ok: true, name: '司法所', phone: '0315-6100002' })
  expect(readDepartment('镇司法所，0315-6100002', '司法所')).toEqual({ ok: true, name: '镇司法所', phone: '0315-6100002' }) // prettier-ignore
  const street = QUESTIONS.find((q) => q.key === 'authority')!
  expect(street.standard({ name: '文昌街道' })).toBe('文昌街道办事处')
})
