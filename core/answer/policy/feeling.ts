/** Reads what somebody goes through, told beside whatever they ask: it is met with one human sentence before the next step. */

/** `grief`: somebody of theirs has died; `alone`: at a loss by themselves; `trips`: sent about in vain; `angry`. */
export type Feeling = 'grief' | 'alone' | 'trips' | 'angry'

const KIN = String.raw`(?:爸|妈|爹|娘|父亲|母亲|爷|奶|姥|老伴|老头子?|老太太?|老婆子?|老公|媳妇|丈夫|妻子|爱人|对象|当家的|儿子?|闺女|女儿|孩子|娃|孙子|孙女|哥|弟|姐|妹|叔|舅|姑|姨|大爷|大娘|大伯|公公|婆婆|岳父|岳母|丈人|丈母娘|他爹|她爹|他娘|老人家?|家里人|亲人)`
/** Nothing but when and how may stand between: "我爸的低保没了" is no death. */
const WHEN = String.raw`(?:昨|今|前|大前|刚|天|晚上?|早上?|夜里?|半夜|凌晨|上午|下午|才|上个?(?:礼拜|周|月)|突然|忽然|一下子?|就|已经|也|都|这|于|在(?:医院|家)里?|因?病|得病|人|号|月|初|\d|[一二三四五六七八九十]|[\s，,])*`
const GONE = String.raw`(?:没了|走了(?![一趟好几去两到来])|去世|过世|病逝|病故|不在了|咽(?:了)?气|殁|断气|离世|撒手|死了(?![心]))`
const GRIEF = new RegExp(`${KIN}${WHEN}${GONE}|家里(?:有人|老人)?${WHEN}${GONE}|(?:办|料理)(?:丧|后)事`, 'u')
/** Long mourned. */
const LONG_AGO = /去年|前年|早就|早些?年|年(了|前|头|多)|当年|小时候|那(年|时候)/u
const ALONE =
  /(一个人|自个儿?|孤零零|孤苦).{0,8}(咋|怎么|不知道|没法|没处).{0,4}(过|办|活|弄|熬)|没(个)?人(说话|陪|疼)|(一个人|孤|老伴|儿女).{0,12}没(个)?人搭理|心里(乱|难受|堵|空|苦|憋屈|发慌|不是滋味)|(整夜|天天|夜夜|老)?睡不着|(?<!(孩子|娃|小孩|狗|他|她|邻居|隔壁).{0,8})天天哭|想哭|哭了(一|半)|不知道(咋|怎么)过/u
const TRIPS =
  /跑(了)?(腿)?.{0,3}([一二三四五六七八九十两几好多\d]+)(多)?(趟|回|次|遍)|(来回|来来回回|一趟一趟|白|瞎)跑|跑断腿|推来推去|来回推|踢皮球|互相推|(推|支)(给|到)(这|那|他|别)/u
const ANGRY =
  /气死|气(得|人)|太气|火大|窝火|窝囊|良心|死光|死绝|吃干饭|白拿工资|吃白饭|管事的?(都)?(没|死)|没(一)?个(人)?管|没(一)?个(管事|办事|好东西)|(你们?|他们|当官的|镇里|村里|干部|净|光|别|又|老).{0,4}糊弄|糊弄(我|俺|人|老百姓|谁|鬼|事)|欺负(人|老百姓|我们)|当官的|官老爷|骗(人|老百姓|鬼)|(?<!不是)骂(人|你们|娘)|受够|什么态度|欺人太甚|不讲理|太不像话|不像话|当猴耍|耍(我|人)|官僚|(啥|什么)都不管|都不管(我|俺|老百姓)|(天|次|回|遍|打|转|登记|反映).{0,8}没(个)?人(搭理|理睬|理会|理)|白(打|登记|反映|问)了/u

/** What a text tells of the one who wrote it; null where it tells nothing of the kind. */
export function feelingOf(text: string): Feeling | null {
  if (GRIEF.test(text) && !LONG_AGO.test(text)) return 'grief'
  if (TRIPS.test(text)) return 'trips'
  if (ANGRY.test(text)) return 'angry'
  return ALONE.test(text) ? 'alone' : null
}
