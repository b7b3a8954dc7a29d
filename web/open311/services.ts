/** What may be asked for over Open311: a report to each department, and every matter done in the town. */
import type { Item } from '../../core/catalog/item.ts'
import type { CaseKind } from '../../core/case/kinds.ts'
import type { TownContext } from '../../core/town-context.ts'
import { departmentOf } from '../../core/town.ts'

export interface Service {
  readonly code: string
  readonly name: string
  readonly description: string
  readonly keywords: readonly string[]
  readonly group: string
  readonly kind: CaseKind
  readonly item: Item | null
  readonly department: string
}

export interface Attribute {
  readonly variable: boolean
  readonly code: string
  readonly datatype: 'text' | 'string' | 'singlevaluelist' | 'multivaluelist'
  readonly required: boolean
  readonly datatype_description: string | null
  readonly order: number
  readonly description: string
  readonly values: readonly { readonly key: string; readonly name: string }[]
}

const REPORT = 'report-'

export const servicesOf = ({ town, catalog }: TownContext): Service[] => [
  ...town.departments.map((d) => ({
    code: `${REPORT}${d.code}`,
    name: `反映问题：${d.name}`,
    description: d.duties.join('；'),
    keywords: d.keywords,
    group: '反映问题',
    kind: 'report' as const,
    item: null,
    department: d.code,
  })),
  ...catalog.items
    .filter((item) => item.routing === 'town')
    .map((item) => ({
      code: item.id,
      name: item.name,
      description: item.result,
      keywords: item.aliases,
      group: departmentOf(town, item.owner).name,
      kind: 'application' as const,
      item,
      department: item.owner,
    })),
]

export const serviceOf = (townContext: TownContext, code: string): Service | null =>
  servicesOf(townContext).find((s) => s.code === code) ?? null

/** The code a case goes by that did not come over Open311. */
export const codeOf = (c: { item: string | null; department: string }): string => c.item ?? `${REPORT}${c.department}`

/** For a matter: its one-time notice to read, for whom it is asked, and what of the papers is in hand. */
export function attributesOf({ item }: Service): Attribute[] {
  if (!item) return []
  const needed = item.materials.filter((m) => m.required)
  const none = { datatype_description: null, values: [] } as const
  return [
    { ...none, variable: false, code: 'NOTICE', datatype: 'text', required: false, order: 1, description: noticeText(item) }, // prettier-ignore
    {
      variable: true,
      code: 'FOR',
      datatype: 'singlevaluelist',
      required: true,
      datatype_description: '选一个',
      order: 2,
      description: '给谁办',
      values: [
        { key: 'self', name: '给自己办' },
        { key: 'other', name: '替别人办' },
      ],
    },
    ...(needed.length > 0
      ? [
          {
            variable: true,
            code: 'HELD',
            datatype: 'multivaluelist' as const,
            required: false,
            datatype_description: '手上有的都选上',
            order: 3,
            description: '手上有哪些材料',
            values: needed.map((m, i) => ({ key: String(i + 1), name: m.name })),
          },
        ]
      : []),
  ]
}

const noticeText = (item: Item): string =>
  [
    ...(item.conditions.length > 0 ? [`什么人能办：${item.conditions.join('；')}`] : []),
    ...(item.materials.length > 0 ? [`要带：${item.materials.map((m) => `${m.name}（${m.form}）`).join('；')}`] : []),
    ...(item.fee ? [`收费：${item.fee}`] : []),
    ...(item.place ? [`地点：${item.place}`] : []),
  ].join('\n')
