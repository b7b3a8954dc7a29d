/** Makes a town's folder from the example and the answers: whole and checked, or not at all. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs' // prettier-ignore
import { basename, dirname, join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { UserError } from '../../core/errors.ts'
import { readCalendars, readItems, readTown } from '../../town-files.ts'
import type { Key } from './questions.ts'

export interface DepartmentAnswer {
  readonly code: string
  readonly name: string
  readonly phone: string
}

export interface Written {
  readonly folder: string
  readonly departments: number
  readonly items: number
  /** How often files still name the example's district, which only the town can put right. */
  readonly left: readonly { readonly file: string; readonly times: number }[]
}

/** A folder with something in it is somebody's work. */
export function refuseTaken(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new UserError(`${folder} 里已经有东西了，没有动它。换一个文件夹：town init 文件夹名`)
}

/** Left out of the copy: the program brings the trained model itself. */
const NOT_COPIED = new Set(['model', 'corpus'])

/** '蓟州' of '天津市蓟州区'. */
const districtOf = (county: string): string => county.replace(/^.*[省市](?=.)/, '').replace(/[区县旗市]$/, '')

/** Throws UserError, and leaves nothing behind, where what was answered does not make a town. */
export function writeTown(
  sample: string,
  given: string,
  answers: Readonly<Record<Key, string>>,
  departments: readonly DepartmentAnswer[],
): Written {
  const folder = resolve(given)
  refuseTaken(folder)
  const example = readTown(sample)
  const made = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`))
  try {
    cpSync(sample, made, { recursive: true, filter: (from) => !NOT_COPIED.has(from.slice(resolve(sample).length + 1)) })
    writeFileSync(join(made, 'town.yaml'), townYaml(readFileSync(join(sample, 'town.yaml'), 'utf8'), answers, departments)) // prettier-ignore
    const texts = ['items.yaml', 'elsewhere.yaml'].filter((file) => existsSync(join(made, file)))
    for (const file of texts) {
      const path = join(made, file)
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(example.name, answers.name))
    }
    const town = readTown(made)
    const items = readItems(join(made, 'items.yaml'), town)
    readCalendars(made)
    const district = districtOf(example.reconsideration.replace(/人民政府$/, ''))
    const left = texts.map((file) => ({
      file,
      times: readFileSync(join(made, file), 'utf8').split(district).length - 1,
    }))
    if (existsSync(folder)) rmdirSync(folder)
    renameSync(made, folder)
    return {
      folder,
      departments: town.departments.length,
      items: items.length,
      left: answers.county.includes(district) ? [] : left.filter(({ times }) => times > 0),
    }
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    throw error
  }
}

/** The example's own text with these values in it, so that its remarks stay. */
function townYaml(sample: string, a: Readonly<Record<Key, string>>, departments: readonly DepartmentAnswer[]): string {
  const doc = parseDocument(sample)
  doc.commentBefore = ` ${a.name}的设置，由 town init 生成。改了以后重新启动。写法见 docs/town.md。\n 法院、复议机关等由司法所核对；电话留空时，机器人不会编一个出来。`
  // the remark at the head belongs to the first entry
  const first = doc.contents as { items?: { key?: { commentBefore?: string | null } }[]; commentBefore?: string | null } | null // prettier-ignore
  if (first?.items?.[0]?.key) first.items[0].key.commentBefore = null
  if (first) first.commentBefore = null
  const [from, to] = a.morning.split('-')
  const [from2, to2] = a.afternoon.split('-')
  const values: Readonly<Record<string, unknown>> = {
    name: a.name,
    prefix: a.prefix,
    noticePrefix: a.noticePrefix,
    authority: a.authority,
    place: a.place,
    phone: a.phone,
    reconsideration: `${a.county}人民政府`,
    court: a.court,
    petitionReview: `${a.county}人民政府`,
    hours: [
      { from, to },
      { from: from2, to: to2 },
    ],
  }
  for (const [key, value] of Object.entries(values)) doc.set(key, value)
  // the example's numbers reach nobody
  doc.setIn(['alarm', 'phones'], [])
  const listed = (doc.toJS() as { departments: { code: string }[] }).departments
  for (const { code, name, phone } of departments) {
    const i = listed.findIndex((d) => d.code === code)
    if (i < 0) continue
    doc.setIn(['departments', i, 'name'], name)
    if (phone !== '') doc.setIn(['departments', i, 'phone'], phone)
  }
  return doc.toString({ lineWidth: 0, flowCollectionPadding: false })
}
