/** Particulars in words: where exactly somebody lives, and whose illness it is. */
import type { SearchBudget } from './personal-numbers.ts'

/** What a house number follows: a village, an estate, a street. */
const AREA = /村|庄|小区|花园|家园|公寓|路|街|胡同/gu
/**
 * The rest of the way to the door, right behind it: '三排5号', '12号院3号楼2单元501'. Every repetition has an end: text
 * made to look like a street without one must not be read again from each of its characters.
 */
const DOOR =
  /(?:第?[一二三四五六七八九十\d０-９]{1,20}(?:区|组|队|排|街|巷|弄|号院|号楼|栋|幢|座|单元|楼|层)[之\-－]?){0,8}第?[一二三四五六七八九十\d０-９]{1,20}(?:号院|号楼|单元|号|室|排|组|巷|栋|幢)(?:[一二三四五六七八九十\d０-９]{1,20}(?:单元|楼|层|号|室)){0,4}(?:\d{3,4}(?!\d))?/uy
/** Characters of a place's name before what it is: '李庄' before '村'. */
const NAME = { least: 2, most: 8 } as const

const isHan = (char: string | undefined): boolean => char !== undefined && char >= '一' && char <= '龥'

/** '李庄村三排5号', '建设路12号院3号楼2单元501': a house, not a village or a street. */
export function findHouseAddresses(text: string, work: SearchBudget = { steps: 0 }): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  let after = 0
  for (const area of text.matchAll(AREA)) {
    work.steps += 1
    let from = area.index
    while (from > after && area.index - from < NAME.most && isHan(text[from - 1])) from--
    if (area.index - from < NAME.least) continue
    DOOR.lastIndex = area.index + area[0].length
    if (!DOOR.test(text)) continue
    after = DOOR.lastIndex
    found.push({ from, to: after })
  }
  return found
}

/** '住址是…' followed by something that looks like a place, up to a pause. */
export const HOME =
  /(?<=(?:家庭住址|住址|家庭地址|我家地址|详细地址|现住址)[是为：:]\s?)(?=[^，。,;；]{0,40}?(?:\d|[村路号楼庄]|小区))[一-龥\dA-Za-z\-－]{4,40}/gu

const ILLNESS =
  /(?:癌|肿瘤|白血病|艾滋|尿毒症|精神病|精神分裂|抑郁|躁狂|癫痫|肝硬化|肝炎|肺结核|结核|梅毒|性病|糖尿病|高血压|心脏病|脑梗|脑出血|中风|偏瘫|瘫痪|帕金森|痴呆|智力残疾|精神残疾|自闭症|孤独症|脑瘫|肾衰|透析|血友病|红斑狼疮|尘肺|白内障|心梗|冠心病|重病|大病|残疾)/u

const SURNAMES =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭郎鲁韦马苗凤方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元顾孟平黄和穆萧尹姚邵汪祁毛米贝明戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫房丁邓郁单杭洪包左石崔吉龚程裴陆荣翁荀羊甄曲封储靳段焦巴谷车侯宁仇栾甘武符刘景詹龙叶司黎白蒲卓池乔闻党翟谭劳姬申桑桂牛边燕冀尚温庄柴阎连习艾向古易戈廖终居衡步耿满文寇欧聂关'
/** Never part of a name that nobody announced as one. */
const NOT_NAMES =
  /[年月日天去今昨明前后在从已也又还都就被不没能可以要会想因为现刚总老上下常排时有的了吗呢么是得患病癌症血炎瘤残瘫痛疼]/u
/** Announced: '我叫王小明', '姓名：王小明'. */
const ANNOUNCED = new RegExp(
  `(?<=(?:我叫|名叫|他叫|她叫|大名|姓名|名字|本人|患者|病人)[是叫为：:\\s]{0,2})[${SURNAMES}][\\p{Script=Han}]{1,2}(?=$|[^\\p{Script=Han}]|得|患|有|是|因|去|今|现|确|查|住|的|他|她|在|家|年|男|女)`,
  'gu',
)
/** Of a relative or neighbour, or at the start, right before the illness: '我媳妇王小红得了…', '张桂兰是精神病'. */
const SAID = new RegExp(
  `(?<=^|[。，,！!？?；;\\s]|爸|妈|爹|娘|媳妇|老婆|妻子|丈夫|老公|儿子|女儿|闺女|孙子|孙女|老伴|哥|弟|姐|妹|叔|婶|姑|姨|舅|邻居|村民|村里|的)[${SURNAMES}][\\p{Script=Han}]{1,2}(?=得了|得的|得过|患|确诊|查出|有[\\p{Script=Han}]{0,2}(?:病|癌|残)|是[\\p{Script=Han}]{0,4}(?:病|癌|残|瘫))`,
  'gu',
)

/** Names that stand beside an illness; a name alone, or an illness alone, names nobody's secret. */
export function findNamesBesideIllness(text: string): { from: number; to: number }[] {
  if (!ILLNESS.test(text)) return []
  const announced = [...text.matchAll(ANNOUNCED)]
  const said = [...text.matchAll(SAID)].filter((m) => !NOT_NAMES.test(m[0].slice(1)))
  const all = [...announced, ...said].map((m) => ({ from: m.index, to: m.index + m[0].length }))
  return all
    .filter(({ from }) => text[from + 1] !== '某')
    .sort((a, b) => a.from - b.from)
    .filter((n, i, sorted) => i === 0 || n.from >= sorted[i - 1]!.to)
}
