/** Villages of a town (villages.yaml): which one a text speaks of, by its name or what people call it. */
import { z } from 'zod'

const text = z.string().trim().min(2).max(30)

export const villageSchema = z.strictObject({
  name: text,
  /** What people say for it. */
  also: z.array(text).default([]),
  /** 村民小组, by the names people know. */
  groups: z.array(text).default([]),
  /** Who looks after it (包村、网格): for the clerk's eyes. */
  caredForBy: z.string().trim().max(60).default(''),
})
export type Village = z.infer<typeof villageSchema>

/** A name that two villages go by would send somebody to the wrong one: the first such name, or null. */
export function ambiguousName(villages: readonly Village[]): string | null {
  const names = villages.flatMap((v) => [...new Set([v.name, ...v.also])])
  return names.find((name, i) => names.indexOf(name) !== i) ?? null
}

/** Before a name, these make it another place: 东李庄 is not 李庄. */
const BEFORE = /[大小东西南北前后上下新老中]/u
/** After a name that is a whole word already, these make it another word: 李庄园, 张店主. */
const AFTER = /[园主稼重严铺员系]/u
const WHOLE = /[村镇]$|社区$|小区$/u

interface Name {
  readonly name: string
  readonly village: Village
}

/** Longest first: a shorter name inside a longer one is not meant. */
const namesOf = (villages: readonly Village[]): Name[] => {
  const groups = villages.flatMap((village) => village.groups.map((name) => ({ name, village })))
  // 一组 is in every village: a group names its village only where no other has one of the name
  const own = groups.filter((g) => groups.filter((other) => other.name === g.name).length === 1)
  const named = villages.flatMap((village) => [village.name, ...village.also].map((name) => ({ name, village })))
  return [...named, ...own].sort((a, b) => b.name.length - a.name.length)
}

/** The one village a text names; null where it names none, or more than one. */
export function findVillage(villages: readonly Village[], text: string): Village | null {
  const found = new Set<Village>()
  let rest = text
  for (const { name, village } of namesOf(villages)) {
    for (let at = rest.indexOf(name); at !== -1; at = rest.indexOf(name, at + 1)) {
      const [before = '', after = ''] = [rest[at - 1], rest[at + name.length]]
      const another = BEFORE.test(before) || (!WHOLE.test(name) && AFTER.test(after))
      if (!another) found.add(village)
      // what was read, or is another place, is not read again as a shorter name
      rest = `${rest.slice(0, at)}${'\u0000'.repeat(name.length)}${rest.slice(at + name.length)}`
    }
  }
  return found.size === 1 ? [...found][0]! : null
}

/** The group of a village that a text names; null where none. */
export const findGroup = (village: Village, text: string): string | null =>
  [...village.groups].sort((a, b) => b.length - a.length).find((group) => text.includes(group)) ?? null
