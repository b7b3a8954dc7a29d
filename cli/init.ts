/** `town init`: asks in Chinese and makes the folder of a town. Answers may be piped in, a line each. */
import { createInterface } from 'node:readline'
import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { UserError } from '../core/errors.ts'
import { readTown } from '../town-files.ts'
import { type Answers, type Key, QUESTIONS, readDepartment } from './init/questions.ts'
import { type DepartmentAnswer, refuseTaken, writeTown, type Written } from './init/write-town.ts'
import { type CommandRow, out } from './reach-desk.ts'

/** Where answers come from: `next` is null once there are no more. */
export interface Dialog {
  readonly say: (text: string) => void
  readonly next: () => Promise<string | null>
  /** A person who can be asked again. */
  readonly patient: boolean
}

export const initCommand: CommandRow = {
  help: 'init [文件夹]　问几句，建好自己镇的资料（默认 ./town），不覆盖已有的',
  async run([given = './town']) {
    const lines = createInterface({ input: process.stdin, terminal: false })
    const each = lines[Symbol.asyncIterator]()
    const next = async (): Promise<string | null> => {
      const line = await each.next()
      return line.done ? null : line.value
    }
    try {
      const made = await initTown(given, { say: (text) => void process.stdout.write(text), next, patient: process.stdin.isTTY }) // prettier-ignore
      return out(sayWritten(made))
    } finally {
      lines.close()
    }
  },
}

/** Beside the sources, and beside dist/ once built. */
const SAMPLE = ['../data', '../../data'].map((p) => resolve(import.meta.dirname, p)).find((p) => existsSync(join(p, 'town.yaml'))) ?? '' // prettier-ignore

export async function initTown(given: string, dialog: Dialog, sample = SAMPLE): Promise<Written> {
  const folder = resolve(given)
  // before a dozen questions, not after them
  refuseTaken(folder)
  const { say } = dialog
  say('建自己镇的资料。直接回车就用［］里的；随时按 Ctrl+C 退出，什么也不会写。\n\n')
  let answers: Answers = {}
  for (const { key, asks, standard, read } of QUESTIONS) {
    const usual = standard(answers)
    const value = await ask(dialog, usual ? `${asks}［${usual}］` : asks, (text) =>
      text === '' && usual !== null ? { ok: true, value: usual } : read(text),
    )
    answers = { ...answers, [key]: value }
  }
  say('\n科室：每个问一次，在您镇叫什么、电话多少，如“便民服务中心 022-12345678”；直接回车照用。\n')
  const departments: DepartmentAnswer[] = []
  for (const { code, name } of readTown(sample).departments) {
    const read = await ask(dialog, `${code}［${name}］`, (text) => {
      const department = readDepartment(text, name)
      return department.ok ? { ok: true, value: { code, name: department.name, phone: department.phone } } : department
    })
    departments.push(read)
  }
  return writeTown(sample, folder, answers as Readonly<Record<Key, string>>, departments)
}

/** A person is asked again; of a file that answers wrongly nothing is guessed. */
async function ask<T>(
  { say, next, patient }: Dialog,
  asks: string,
  read: (text: string) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly because: string },
): Promise<T> {
  for (;;) {
    say(`${asks}：`)
    const line = await next()
    const given = read((line ?? '').trim())
    if (!patient) say('\n')
    if (given.ok) return given.value
    if (line === null) throw new UserError(`回答不够，“${asks}”还没有答。什么也没有写。`)
    if (!patient) throw new UserError(`“${asks}”：${given.because}。什么也没有写。`)
    say(`${given.because}。\n`)
  }
}

function sayWritten({ folder, departments, items, left }: Written): string {
  const short = relative(process.cwd(), folder)
  const path = short.startsWith('..') ? folder : `./${short}`
  return [
    '',
    `建好了：${path}，${departments} 个科室，${items} 个事项，检查过没有错。`,
    ...left.map(({ file, times }) => `注意：${file} 里还有 ${times} 处写着示例镇所在的区，是那里的单位和规定，请逐处换成您区的。`), // prettier-ignore
    '接下来：',
    `  1. 在程序目录的 .env 里写一行 TOWN_DIR=${path}`,
    '  2. npm run town -- doctor　看还缺什么',
    '  3. npm start　启动',
    '  4. npm run town -- staff invite --name 您的姓名 --department 科室 --role admin　加第一位管理员',
  ].join('\n')
}
