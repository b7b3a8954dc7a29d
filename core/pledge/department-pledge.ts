/** What a department promises in public: items, standards, limits, duties and discipline, made from the catalogue. Source: policy 二（一）1. */
import type { Catalog, Item } from '../catalog/item.ts'
import type { Department } from '../town.ts'

export interface DepartmentPledge {
  readonly duties: readonly string[]
  readonly discipline: readonly string[]
  readonly items: readonly PledgedItem[]
}

export interface PledgedItem {
  readonly id: string
  readonly name: string
  /** What counts as done, and what must be there. */
  readonly standard: string
  readonly limit: string
  /** Not yet confirmed by the town: said so wherever it is shown. */
  readonly proposed: boolean
}

const UNIT = { working: '个工作日', calendar: '日' } as const

/** The limit as promised; a statutory one where the town promises none; else that none is published yet. */
function formatPledgedLimit(item: Pick<Item, 'promisedLimit' | 'statutoryLimit'>): string {
  const { promisedLimit: p, statutoryLimit: s } = item
  if (p) return p.days === 0 ? '当场办结' : `${p.days}${UNIT[p.unit]}`
  if (s.days !== null && s.verified) return s.days === 0 ? '当场办结' : `${s.days}${UNIT[s.unit]}（法定）`
  return '时限尚未公布'
}

export function departmentPledge(department: Department, catalog: Catalog): DepartmentPledge {
  return {
    duties: department.duties,
    discipline: department.discipline,
    items: catalog.items
      .filter((i) => i.owner === department.code)
      .map((i) => ({
        id: i.id,
        name: i.name,
        standard: `${i.result}；需${i.materials.filter((m) => m.required).length}份必交材料，一次告知`,
        limit: formatPledgedLimit(i),
        proposed: i.promisedLimit?.proposed ?? false,
      })),
  }
}
