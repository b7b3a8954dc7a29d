/** Tells what a message is: a question to the catalogue, a matter for a person, or small talk. */
import type { Smalltalk } from '../understand.ts'

export const KINDS = ['item', 'handoff', 'smalltalk'] as const
export type Kind = (typeof KINDS)[number]

/** Signs of a matter that only a person can move. */
export const PERSON_CUES: readonly (readonly [string, RegExp])[] = [
  ['pending', /到现在|还没(到|给|发|下来|办|信|打|动静|消息|结果|收到|通知)|一直没|迟迟|没(见)?(动静|信儿?|消息|下文|回音|着落|结果)|没人(联系|理|管|来|给)|压(了|着|在)|卡(着|在)|拖(着|了|到)/u],
  ['check', /查(一)?(查|下)|帮(我|着|忙)(查|看|问|催|改)|给(我)?(查|看看|问问|催|核|改|个准|个说|个话)|哪(一)?步|进度|什么环节|催|核(对|实|查)|咋回事|怎么回事/u],
  ['wrong', /(写|印|打|算|弄|搞|录|登|填|发|挂|记|评|量|核|扣|认)(错|重|少|低|高|漏)|错(了)?(一个)?(字|名|号)|不(对|符|一致)|对不上|少(算|给|发|打|了)|多扣|漏(了|掉)|(给|被)(停|取消|退回|驳|刷|收回|扣)|停(了|掉|发)|成(了)?(别人|人家|他|错|另)|(给|到|在)?(了)?(别人|人家|邻居|隔壁|他|她).{0,3}(家|卡|名|账)?.{0,2}(去了|上了|的了|下了)|没(有)?(我|他|她)(的)?名|不通过|没通过|不认|不服/u],
  ['fix', /改(过来|回来|掉|了)|更正|纠正|重(新|算|评|量|核|办|查)|退(给|回|钱)|要求|弄掉|恢复|说清楚|对一下/u],
  ['person', /找(个|你们)?人|派(个)?人|来(个)?人|个人来|回(个)?电话|打给我|联系我|给我(打|回|联系)|见(你们)?(领导|书记|镇长)|(让|叫|请).{0,6}(领导|经办|承办|管事|书记|镇长|主任|他|你们).{0,6}(来|联系|打|回|找|出)|你们.{0,8}(来|派|出来|问问|看看|查查|给|对接|谁)|人工|真人|客服|活人/u],
  ['who-did', /谁(给|办|批|停|签|负责|盖|拿|管我|说的|经手|接)|到底(谁|怎么|在)|凭什么|哪个(人|同志|工作人员)|姓.{1,3}的/u],
  ['since', /(都|已经|有|快|过)(去)?.{0,2}([一二两三四五六七八九十半几多\d]+)(个)?(多)?(月|天|年|礼拜|周|星期|趟|回|次)(了|多)|[一二两三四五六七八九十几\d]+(趟|回|次)(了)|上(个)?(月|周|礼拜|星期|次|回)|前(天|几天|年)|去年|昨天|那天|刚才|[一二三四五六七八九十\d]+月(份|初|底)/u],
  ['did', /(交|报|递|送|寄|填|办|批|签|评|申请|举报|公示|验收|调解|登记|反映|打|说)(了|上去|完|过|的)|去过|跑了|找过|问过|投诉过/u],
  ['mine', /我(家|妈|爸|爷|奶|儿|女|叔|哥|弟|姐|妹|孩子|们)?.{0,6}(的)?(申请|材料|单子|钱|卡|名|补贴|低保|档案|名额|报销|房|地|账|工单|件|事)/u],
  ['broken', /坏(了|掉)|不亮|黑(了|着)|堵(了|着|死)|漏(水|了)|塌了|断了|没人(清|修|管|收)|(修|清|换|填|通|运)(一)?(修|下|走|了吧)|派人|停(水|电)|冒水|满了|臭|砸|倒了/u],
  ['blame', /(那个|这个|窗口|你们|干部|书记|主任|工作人员|大姐|会计|村长).{0,12}(态度|骂|摔|推|不理|吼|白眼|刁难|收钱|吃拿|偏|不公|糊弄|敷衍|吃回扣|贪)|投诉(他|她|这|那|你们|个人|二号|窗口)|要(个)?说法|给.{0,2}说法|不满意|糊弄|推(来|三|给)|踢皮球|骗/u],
  ['place-named', /(村|路|街|门)(东|西|南|北|口|前|后)|门口|胡同|[一二三四五六七八九十\d]+(号|排|根|栋|单元|组|队)|电线杆|变压器/u],
  ['number', /\d{4,}|尾号|工单号?|编号|受理号|单号/u],
  ['secret', /身份证号|我(发|给)你/u],
  ['wish', /(我|我们|家里|俺)?.{0,4}(想|要|打算|准备)(再|给.{1,4}|在.{1,6})?(办|申请|问|咨询|了解|开|领|买|建|盖|养|租|种|上|交|补|换|改|投诉|反映|举报|报名|迁|搭|包)/u],
  ['asks-how', /怎么(办|申请|领|弄|交|报|补|开|走|查|写)|如何|需要(什么|哪些)|要(什么|带|哪些)|带什么|什么(材料|条件|手续)|去哪|在哪|多少钱|多久|几天|能(办|领|申请|报|吃|不能)|条件|流程/u],
] // prettier-ignore

/** Small talk by its look; kinds in the order they are tried. Whole-message patterns end in `only`. */
export const TALK: readonly (readonly [Smalltalk, RegExp])[] = [
  ['more', /^(还有|还有呢|还有吗|还有什么|别的呢|其他的?呢?|然后呢|接着说|继续|再说说|详细(点|说|说说)?|多说点|下面呢|没了吗|就这些吗?|还有别的吗?|剩下的呢?)[\s。！？?!呢吗啊呀]*$/u],
  ['thanks', /^[^?？吗呢么]{0,8}(谢谢|多谢|谢啦|谢了|感谢)[你您了啊哈呀哦们的\s！!。~幺妹大哥姐弟同志]*$|^(好的?|行|嗯|哦|太好了|非常|真是)?[\s,，]*(谢|感谢|多谢|辛苦|麻烦(您|你)了|受累|费心)/u],
  ['safe', /(?<!(钱|补贴|工资|款|名|号|字|证).{0,6})(发|按|点|打|弄|说)错(了|的|字)(?!.{0,2}(卡|人|户|号|名|账))|没事(了|啦|儿了)|虚惊|瞎(按|发|点)|误(发|触|按)|别当真/u],
  ['bye', /不问了|不说了|先忙|再见|拜拜|回见|回头(见|再说|聊)|下次(再)?(聊|说|见)|先(这样|走|忙)|走了(啊|昂)?$|晚安|(?<![\d号])88$/u],
  ['who', /(你|您)(是|叫|几岁|多大|会|能|有|懂|听得懂|住|吃|睡|家)(不是)?.{0,6}(谁|名|什么|机器|人工智能|ai|真人|人(吗|还是)|天津话|说话|干什么|做什么|聪明|男|女|程序)|机器人(吗|啊|么)|真人还是|怎么称呼|^(那|哎)?(你们?|您们?|镇里)(这|这儿|都|到底|能)*(管|办|干)(点)?(啥|什么|哪些)(事|的)?[?？呢啊呀]*$/u],
  ['abuse', /(傻|煞|沙)(逼|比|b|子|x)|(操|草|艹|日)(你|尼|泥)|(?<![我俺咱他她你您爸孩娃子女的]|^)妈的|^妈的(?=[\s\p{P}]|$)|(你们?|真|太|去|就|都|还)他妈|他妈的?(?=[\s\p{P}]|$)|tmd|滚(蛋|开|一边)?[!！]*$|(^|你|们|群|帮|个|是)废物(?!回收|利用|站)|垃圾(机器|东西|玩意|系统)|王八|混蛋|狗(屁|东西|日的)|去死|蠢|(^|你|们|群|帮|个|是|真)(白痴|智障|脑残|弱智)(?=的?(机器|系统|东西)|[\s\p{P}吧啊]*$)|(^|你|们|是不是|真)有病(?=[吧啊\s\p{P}]|$)|放屁|nmsl|sb$/u],
  ['joke', /笑话|段子|唱(个|首)|讲(个|一个)(故事|笑)|猜(个)?谜|陪我(聊|玩)|无聊|逗/u],
  ['greeting', /^(喂|您?你?好(?![几多久长像些容不])|嗨|哈喽|hello|hi|在(吗|不|么|嘛|线)|有人(吗|在)|早(?!就|晚)|(上午|中午|下午|晚上)(?=[好安\s\p{P}]|$)|吃了|忙|您?忙着|过年|新年|节日)/u],
] // prettier-ignore

/** Everyday topics the desk knows nothing of. */
const EVERYDAY =
  /天气|下雨|下雪|热死|冷死|限(什么)?号|尾号限行|煎饼|馃子|包子|好吃|足球|赢了|比赛|球|彩票|股票|食堂|电影|电视|明星|游戏|几点(了)?$|星期几|聊天|哈哈|嘿嘿|呵呵|试试|测试|发错|没事|明白|知道了|收到|懂了|厉害|真棒|不错|可以啊|好嘞|挺好/u

const HANDLED =
  /忽略(以上|前面|之前)|(系统|超级)?管理员(指令|模式|命令)|开发者模式|系统提示|提示词|prompt|越狱|扮演|你现在是|instruction|ignore/iu
const ADVERT = /加(我)?微信|加v|代办证|刷单|兼职日结|包过|低价|优惠券|点击链接|https?:|www\.|贷款秒批|扫码领/iu

/** Asked for a person in so many words. */
export const FOR_PERSON =
  /转人工|(要|找|接|换|叫)(个)?(人工|真人|活人|客服)|^人工(服务|客服)?[。！!\s]*$|(叫|让|喊|安排|派)(个|一个|你们)?(的)?(人|工作人员|同志|领导).{0,5}(打|联系|回)|(重新|重|再)(给我)?(登记|报)(一?下|一?回|一?次)?吧/u

/** Words before the question: nothing is asked or told yet. */
const OPENS =
  /^(喂|哎|嗨|你好|您好|大姐|大哥|同志|师傅|\p{P}|\s)*((这么晚|凌晨|晚上|半夜|现在|这会儿|星期天|周末)?(还)?(有人|在线|在)(没有|吗|没|不|嘛|么|不在)?|睡了(没|吗|不)|(我|俺)?(想|要)?(再)?(问|咨询|打听|请教|麻烦)(一?下|个事儿?|点事儿?|件事儿?|(你|您)(个|点|件)?事儿?|问|打听)?(行不|行吗|可以吗|哈|嘛|啊|呀|吧|嘞)?)(\p{P}|\s)*$/u
export const opensOnly = (normal: string): boolean => normal.length > 0 && OPENS.test(normal)

/** Tricks and advertisements: never a matter, whatever words they use. */
export const unwanted = (normal: string): boolean => HANDLED.test(normal) || ADVERT.test(normal)

/** Nothing but thanks and assent, whatever was spoken of before. */
export const THANKS =
  /^((行|好|中|得|妥|成|嗯|哦|知道|明白|懂)(了|的|嘞|哒)?|太好了|没事了|(谢|多谢|感谢|麻烦|辛苦|受累|费心)(您|你|了|啊|呀|大姐|大哥|同志|闺女|小伙子)*|[\s\p{P}])+$/u

const ASKING = /什么|怎么|多少|多久|哪|几|谁|吗|呢|么|不$|没$|行不|能不|是不是|有没有|能.{0,8}不|[?？]/u

/** The kind of small talk a text looks like, or null. */
export function talkOf(normal: string): Smalltalk | null {
  if (!/[\p{L}\p{N}]/u.test(normal))
    return normal === '' ? 'empty' : /\p{Extended_Pictographic}/u.test(normal) ? 'other' : 'empty'
  if (opensOnly(normal)) return 'greeting'
  return TALK.find(([, look]) => look.test(normal))?.[0] ?? null
}
/** Features of the weighing in answer-weights.json; `model` is the learned probability per KIND. */
export function intentFeatures(
  normal: string,
  bare: string,
  model: readonly number[],
  top: { readonly p: number; readonly lead: number; readonly near: number; readonly share: number },
): Record<string, number> {
  const [item, handoff, smalltalk] = model as [number, number, number]
  const f: Record<string, number> = {
    bias: 1,
    handoff: Math.log((handoff + 0.003) / (item + 0.003)),
    smalltalk: Math.log((smalltalk + 0.003) / (item + 0.003)),
    top: top.p,
    near: top.near,
    share: Math.min(1, top.share * 2),
    short: bare.length <= 4 ? 1 : 0,
    brief: bare.length <= 8 ? 1 : 0,
    long: Math.min(1, bare.length / 40),
  }
  if (!ASKING.test(normal)) f['statement'] = 1
  if (/了[。！!\s]*$/u.test(normal)) f['ends-done'] = 1
  if (/(才|就|怎么才).{0,6}(给|发|报|算|批)|明明|本来|说好|说是|应该/u.test(normal)) f['expected'] = 1
  if (/我(?!们这)/u.test(normal)) f['i'] = 1
  if (/你们/u.test(normal)) f['you-there'] = 1
  let cues = 0
  for (const [name, look] of PERSON_CUES) {
    if (!look.test(normal)) continue
    f[name] = 1
    if (name !== 'asks-how' && name !== 'mine' && name !== 'wish') cues++
  }
  if (cues >= 2) f['two-cues'] = 1
  if (cues >= 3) f['three-cues'] = 1
  if (talkOf(normal) !== null) f['talk'] = 1
  if (EVERYDAY.test(normal)) f['everyday'] = 1
  if (HANDLED.test(normal)) f['injection'] = 1
  if (ADVERT.test(normal)) f['advert'] = 1
  return f
}

/** Probability per KIND; the weights of 'item' are zero by definition. */
export function weighIntent(
  features: Readonly<Record<string, number>>,
  weights: Readonly<Record<string, Readonly<Record<string, number>>>>,
): number[] {
  const z = KINDS.map((kind) => {
    let sum = 0
    const w = weights[kind]
    if (w) for (const [name, v] of Object.entries(features)) sum += (w[name] ?? 0) * v
    return sum
  })
  const max = Math.max(...z)
  const e = z.map((x) => Math.exp(x - max))
  const total = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / total)
}
