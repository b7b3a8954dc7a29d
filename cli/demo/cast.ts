/** Who is in a demonstration: invented staff of every department of the town, invented residents and villages. */
import type { Staff } from '../../core/case/case.ts'
import type { Town } from '../../core/town.ts'

/** Stands behind each invented name, so that a printed paper or a table says it too. */
const INVENTED = '（演示）'

// prettier-ignore
const NAMES = [
  '陈建国', '刘玉芬', '孙立', '韩冬梅', '石磊', '宋文', '田小军', '杜海峰', '高秀兰', '马国栋', '周敏', '何涛', '吕红梅', '许志强', '冯春燕',
  '董卫东', '袁丽娜', '邓永胜', '曹雪', '彭大勇', '曾桂英', '萧长河', '蔡小满', '潘玉柱', '姚静', '谭德明', '邹文斌', '熊海燕', '陆明', '孔令梅',
  '崔少华', '康乐', '毛红霞', '邱志远', '秦秀珍', '史玉田', '顾晓东', '侯丽', '邵长顺', '孟祥云', '龙飞', '万秋菊', '段宏伟', '雷雨', '钱进',
] as const

export interface Member {
  readonly name: string
  readonly department: string
  readonly role: Staff['role']
}

/** A head and two clerks in each department, two of the leading group, one administrator. */
export function castOf(town: Town): Member[] {
  const asked = town.departments.flatMap(({ code }) => [
    { department: code, role: 'head' as const },
    { department: code, role: 'clerk' as const },
    { department: code, role: 'clerk' as const },
  ])
  const lead = (town.departments.find((d) => d.code === 'DZB') ?? town.departments[0]!).code
  const all = [
    ...asked,
    { department: lead, role: 'group' as const },
    { department: lead, role: 'group' as const },
    { department: town.fallback, role: 'admin' as const },
  ]
  return all.map((m, i) => {
    const again = Math.floor(i / NAMES.length)
    return { ...m, name: `${NAMES[i % NAMES.length]!}${again > 0 ? again + 1 : ''}${INVENTED}` }
  })
}

// prettier-ignore
const SURNAMES = ['王', '李', '张', '赵', '杨', '于', '郝', '苗', '柴', '路'] as const
// prettier-ignore
const GIVEN = ['秀英', '桂兰', '长贵', '铁柱', '春生', '淑珍', '满仓', '玉兰', '来福', '小梅'] as const

/** The nth resident; their telephone is of a range that stands for no one. */
export const residentName = (n: number): string =>
  `${SURNAMES[n % SURNAMES.length]!}${GIVEN[Math.floor(n / SURNAMES.length) % GIVEN.length]!}${INVENTED}`

export const residentPhone = (n: number): string => `1380000${String(n).padStart(4, '0')}`

/** Where the town's folder names no villages. */
export const VILLAGES = ['西街村', '北辛庄', '东刘庄', '南河村', '杨各庄', '小赵庄'] as const
