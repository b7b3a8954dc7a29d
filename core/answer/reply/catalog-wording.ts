/** Rewords the catalogue's texts as people read them: short names, no marks of the file's own. */
import type { Item } from '../../catalog/item.ts'
import type { Town } from '../../town.ts'

/** What people call it: the short name of the catalogue, else the name without what stands in brackets. */
export const shortName = (item: Pick<Item, 'name' | 'short'>): string =>
  item.short || item.name.replace(/（[^）]*）/g, '')

/** What has not been checked is said so in plain words, not as the file marks it. */
export const plainText = (text: string): string =>
  text
    .replace(/（名称待核）/g, '')
    .replace(/UNVERIFIED\s*/g, '还没核实')
    .replace(/待核(?!实)/g, '还在核对')
    .replace(/还没核实(?=[^）)，。；、])/g, '还没核实：')

export const isTown = (item: Item): boolean => item.routing === 'town'

/** The counter of the town itself, also where a matter is decided elsewhere. */
export const atTownCounter = (item: Item, town: Town): boolean => item.place === town.place

const ELSEWHERE = { town: '镇里', district: '区里', police: '派出所', external: '镇外的单位' } as const

/** Who does it, where the town does not: as published, else the place, else only how far away it is. */
export function whoElse(item: Item, town: Town): string {
  const published = /^不属镇：(.+)$/.exec(item.department)?.[1]
  if (published) return published.replaceAll('/', '或')
  return atTownCounter(item, town) || /线上|小程序/.test(item.place) ? ELSEWHERE[item.routing] : item.place
}
