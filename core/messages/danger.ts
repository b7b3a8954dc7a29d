/** First words to somebody in danger, by kind: what to do this minute, and which number. Never more than a phone shows at once. */
import { ofAnother } from '../answer/danger/of-another.ts'
import type { Danger } from '../answer/understand.ts'

// 110, 119, 120, 122: 国家公用应急号码; 96110: 公安部反诈劝阻专线; 12356: 国家卫健委心理援助热线（2025-05-01起）; 95598: 电网故障报修
// prettier-ignore
const DANGER_SAYS: Readonly<Record<Danger, string>> = {
  fire:        '先跑出来，别回去拿东西，马上打 119。有人受伤或没出来，告诉 119，再打 120。',
  gas:         '马上开门开窗，人先出来。别开灯、别点火、别在屋里打电话，到外面打 119。有人头晕、叫不醒，打 120。',
  electric:    '别碰人、别碰电线，离远点；够得着就先拉电闸。马上打 120，电线的事打 95598，着火打 119。',
  drowning:    '别下水去拉。马上打 110 和 119，有人叫人，扔绳子、竿子、泡沫板。人上来没气了打 120。',
  confined:    '千万别下去救，下去的人也会倒。马上打 119，再打 120，在上面敞开口、叫人守着。',
  traffic:     '先离开路中间，别挪伤员，打开双闪。有人受伤马上打 120，报警打 122 或 110。',
  illness:     '马上打 120，说清哪个村、哪一户、人怎么样了。别乱喂水喂药，叫人到路口接车。',
  missing:     '马上打 110，不用等24小时。说清长什么样、穿什么、最后在哪儿看见；再叫邻居一起找。',
  violence:    '先躲开，到人多的地方或锁上门。马上打 110，有人受伤打 120。不方便说话，可以发短信到 12110。',
  threat:      '先到人多、锁得住门的地方，别跟他当面顶。马上打 110，把他说的话、发的信息留好。',
  sexual:      '先到安全的地方，马上打 110。身上和衣服先别洗，那是证据；受伤了打 120。这不是您的错。',
  selfharm:    '您先别一个人待着，身边有人就叫过来。马上打 120 或 110；想说说话，打心理援助热线 12356，白天黑夜都有人。',
  fraud:       '先停下，别再转钱，别给验证码，屏幕共享马上关掉。钱转出去了立刻打 110；拿不准打反诈专线 96110。',
  poison:      '马上打 120，别等、别自己乱催吐。把药瓶、吃剩的东西留好带去医院。',
  food:        '马上打 120，吃剩的别再吃，留一点带去医院。一起吃的人都问问有没有事。',
  flood:       '先往高处去，上楼顶、上坡，别蹚水。马上打 119 或 110，断水断电；有人受伤打 120。',
  building:    '人马上出来，离房子、离墙远点，别回去拿东西。有人压在里面打 119，受伤打 120。',
  bite:        '马上打 120，说清咬在哪儿、什么咬的。别跑别动，伤口别扎死、别用嘴吸；还在伤人，打 110。',
  'cold-hunger': '先找个暖和有人的地方。马上打 110，或到最近的村委会、派出所：先给吃住，手续以后再说。人不清醒打 120。',
  crime:       '别跟他硬来，先保住人。躲好了马上打 110，说清在哪儿、几个人。有人受伤打 120。',
  machine:     '先关机器、拉电闸，别硬拽。马上打 119 救人，再打 120。困在电梯里别扒门，按警铃等着。',
  hazard:      '先离远点，别让人靠近，别碰。有人受伤、掉下去马上打 120 和 119；电线的事打 95598；有人故意打 110。',
  unsure:      '有人有危险，马上打电话：受伤、急病 120，着火、被困 119，有人伤人、走失 110。先让人到安全的地方。',
}

/** An animal has bitten or scratched somebody. */
const BITTEN = /(狗|犬|猫).{0,8}(咬|抓|挠|撕|扑)|(咬|抓|挠).{0,6}(狗|猫)/u
// Source: 狂犬病暴露预防处置工作规范（2023年版）: washed for about fifteen minutes, then vaccinated as soon as may be
const BITE =
  '先离开那只狗或猫，别再靠近。被咬了、抓了，马上用肥皂水和流动的清水冲伤口15分钟，冲完尽快去医院处理伤口、打狂犬病疫苗，小伤口也要打。咬到头脸脖子或者流血多，打 120；狗还在伤人，打 110。'

/** A wire that is down, with nobody touched yet. */
const WIRE = '别靠近，别踩水，离远点，看住孩子和牲口。马上打 95598，再打 110 来人守着；有人触电打 120，着火打 119。'
const TOUCHED =
  /触电|电(着|住|到|死|倒|晕|击)|被电|过电|(人|孩子|他|她|爸|妈|爷|奶|儿|闺女|媳妇|老头).{0,8}(倒|不动|没反应|抽|麻|叫不)/u

/** Whoever is beside them, or looks for them, is told what to do. */
const OTHER_HARM =
  '马上打 110，说清人在哪儿、长什么样、手机号，警察能帮着找；吃了药、受了伤打 120，药瓶带上。在跟前就别离开他，药、刀、绳子收走，慢慢跟他说话。'

/** Means to hurt others are at hand, and where they are meant to go. */
const HARMS_OTHERS =
  /(汽油|炸药|雷管|刀|斧|锤|棍|枪).{0,16}(去|上|找|到|奔)((他|她|你)(们)?(家|那|单位|厂)|村(委|里|支)|镇(里|上|政府)|厂|单位|工地|老板|书记|学校|法院|政府)|同归于尽|(一起|一块儿?|都别)(死|活)|拉(他|她|几个|个)垫背/u
const TO_OTHERS =
  '您先别去，东西放下，离开那儿，叫个信得过的人来陪着。马上打 110，欠您的、委屈您的，让警察和镇里出面；想说说话，打 12356，白天黑夜都有人。'

/** Whoever cares for somebody and means to take them along. */
const TAKES_ALONG =
  /(婆|公|妈|爸|娘|爹|爷|奶|姥|娃|孩子|崽|儿|闺女|女儿|老伴|老头|老汉|老太|男人|媳妇|她|他|一家|全家).{0,8}一(起|块儿?|道|同)(带走|走了?算|死|了断)|(带|拉)(着|上|起)?.{0,6}一(起|块儿?|道|同)(走|死)(算|得|了|吧|$)/u
const NOT_ALONE =
  '您别一个人扛，现在就喊个人来陪着您两个，药、刀、绳子先交给他。马上打 120 或 110；想说说话，打 12356，白天黑夜都有人听。'

/** A child whom somebody close to it may be hurting: nobody is asked about it aloud. */
const OF_CHILD =
  /(孩子|娃|小?闺女|丫头|女儿|女娃|小孩|孙女|外孙女|学生|[一二三四五六七八九十\d]+岁).{0,60}(后爹|继父|后爸|叔|舅|伯|爷|老师|校长|教练|邻居|男的|老头|光棍).{0,24}(摸|脱|抱|亲|碰|进.{0,3}[屋房]|关.{0,3}门|搂|睡|欺负|糟蹋)|(后爹|继父|后爸|叔|舅|老师|校长|教练|邻居|老头|光棍).{0,24}(摸|脱|搂|糟蹋|猥亵).{0,30}(孩子|娃|闺女|丫头|女儿|孙女|学生)/u
const CHILD_HURT =
  '马上打 110，悄悄说，别先去问那个大人，也别让邻居围着问孩子。能行就先把孩子接到放心的人身边；衣服先别洗、身上先别洗，那是证据；受伤了打 120。'

/** A child that is beaten or burnt by whoever brings it up. */
const CHILD_BEATEN =
  /(?:孩子|娃|小子|小?闺女|丫头|女儿|儿子|小孩|孙子|孙女|同学|学生).{0,60}(?:后[爹爸妈娘]|继父|继母|(?:他|她|亲|孩子)(?:爸|爹|妈|娘)).{0,16}(?:烫|打|抽|掐|踹|烧|饿|关|绑|虐)/u
const CHILD_KEPT =
  '马上打 110，说孩子被谁打的、现在在哪儿。孩子先留在放心的人身边，今晚别送回去，别先去找那个大人理论；伤拍下来，重的打 120。'

/** Somebody else is beaten, or kept locked in. */
const OTHER_HELD =
  /(?:把|将)(?:她|他|人家|(?:我|俺)?(?:妹|姐|妈|娘|爸|爹|哥|弟|闺女|女儿|儿子?|媳妇)|媳妇|老婆|孩子|老人).{0,8}(?:锁|关|打|绑|扣|堵|捆)|(?:妹|姐|妈|娘|爸|爹|哥|弟|闺女|女儿|儿子?|邻居|隔壁|同学|同事|楼[上下]).{0,16}(?:被|让|叫|给).{0,10}(?:锁|关|打|绑|扣|堵|掐|捆)/u
/** The writer is in it too. */
const MYSELF_HELD =
  /(?:把|将|给|打|锁|关|绑|掐)(?:我|俺)(?!妹|姐|妈|娘|爸|爹|哥|弟|闺女|女儿|儿|媳妇)|(?:我|俺)(?:被|让|叫)/u
const GO_NOT_ALONE =
  '马上打 110，说清在哪儿、谁打的、手里有没有东西。您别一个人上门；联系得上就叫人躲进能锁的屋，不方便说话发短信到 12110。有人受伤打 120。'

/** What looks at a text: a pattern, or a reading of its own. */
interface Look {
  readonly test: (said: string) => boolean
}

/** Where the same kind of danger needs another number or another hand first; the first row that fits. */
// prettier-ignore
const INSTEAD: readonly (readonly [kinds: readonly Danger[], look: Look, unless: Look | null, says: string])[] = [
  // who may harm others too: kept from going there, and the police first
  [['selfharm', 'cold-hunger', 'unsure', 'threat', 'violence'], TAKES_ALONG, HARMS_OTHERS, NOT_ALONE],
  [['selfharm'], HARMS_OTHERS, null, TO_OTHERS],
  [['selfharm'], { test: ofAnother }, null, OTHER_HARM],
  [['bite', 'illness', 'hazard', 'unsure'], BITTEN, null, BITE],
  // Source: 国家卫生健康委 非职业性一氧化碳中毒事件应急预案: air, then 120
  [['gas'], /晕|昏|叫不(醒|应)|不醒|醒不|吐|恶心|头(疼|痛)|中毒|没反应|没力气|软/u, null,
    '马上打开门窗，把人抬到外面通风的地方，打 120。别开灯、别点火。还闻得到煤气味，再打 119。'],
  [['electric', 'hazard'], /电线|高压线|电缆|变压器|电(线)?杆|漏电/u, TOUCHED, WIRE],
  [['hazard', 'unsure', 'drowning', 'illness', 'gas'], /(化粪池|粪坑|沼气池|菜窖|地窖|红薯窖|白薯窖|窖|污水(池|井)|下水道|窨井|阴井|深井|机井|枯井|水井|检查井|发酵池).{0,16}(人|掉|下去|昏|晕|倒|没动静|上不来|出不来)|(人|掉|栽|滑|昏|晕|倒).{0,12}(化粪池|粪坑|沼气池|窖|污水(池|井)|下水道|窨井|机井|枯井|井里)/u, null,
    '千万别下去救，下去的人也会倒。马上打 119，再打 120，在上面敞开口、叫人守着。'],
  // a driver taken ill is no accident
  [['traffic'], /胸口|心口|心脏|喘|脸.{0,2}(白|青|紫)|麻|歪|抽|吐|晕|昏/u, /撞|翻(了|车|沟)|轧|碾|追尾|车祸|蹭/u, DANGER_SAYS.illness],
  [['machine'], /血|断|掉了|截/u, null,
    '先关机器、拉电闸。马上打 120，拿干净的布使劲压住伤口；人还卡着，再打 119，别硬拽。'],
  // Source: 中国红十字会 气道异物梗阻急救
  [['illness'], /噎|(卡|堵|呛).{0,4}(嗓|喉|气管|住)/u, null,
    '马上打 120。噎住的人站着：从背后抱住，拳头顶在肚脐上面，往里往上猛压，直到吐出来；一岁以内的娃娃，脸朝下趴在胳膊上，拍后背。'],
  [['missing', 'sexual', 'violence', 'crime', 'threat', 'unsure'], OF_CHILD, null, CHILD_HURT],
  [['sexual', 'violence', 'crime', 'threat', 'unsure'], CHILD_BEATEN, null, CHILD_KEPT],
  [['violence', 'threat', 'crime'], OTHER_HELD, MYSELF_HELD, GO_NOT_ALONE],
  [['fire', 'hazard', 'unsure'], /(山|坡|林|草|荒|秸秆|麦茬|地边).{0,6}(火|着|烟|燎|烧)|(火|烟).{0,8}(山|坡|林|草|地边)/u, /电线|电杆/u,
    '人先撤，往没草没树的空地、逆着风往两边走，别往坡上跑。马上打 119 或 12119，喊邻居一起走。'],
  // smoke is fire, whatever else it is told beside
  [['hazard', 'unsure'], /冒.{0,3}烟|着火|起火|火苗|烧(起来|着了|过来)/u, /电/u, DANGER_SAYS.fire],
  [['hazard', 'flood', 'building', 'unsure'], /滑坡|泥石流|(石头|(?<!别)山(?![镇村东西])|坡|坎|崖|岩).{0,8}(滚|掉|塌|垮|裂|滑|下来|松|口子|缝)|(口子|缝).{0,8}(大|宽|巴掌|拳头).{0,20}(雨|水)/u, /火|烧|着了/u, '马上往两边高处跑，离开坡底下。打 119 或 110，喊下面的人家也出来；有人受伤打 120。'],
]

/** The first words for a kind of danger, given what was written: dogs and cats are told how to wash the wound. */
export const sayDanger = (danger: Danger, said: string): string =>
  INSTEAD.find(([kinds, look, unless]) => kinds.includes(danger) && look.test(said) && !unless?.test(said))?.[3] ??
  DANGER_SAYS[danger]

/** What to do until it is known whether it is danger, by kind; said beside the question, so one line at most. */
const MEANWHILE: Readonly<Partial<Record<Danger, string>>> = {
  fire: '看见火、看见烟就先出来，打 119。',
  gas: '先开门开窗，别开灯、别点火，人到外面去；味还在就打 119，头晕恶心打 120。',
  electric: '先别碰，离远点，能拉电闸先拉；电线的事打 95598，有人触电打 120。',
  drowning: '有人落水先别下去拉，打 110 和 119。',
  confined: '有人在下面先别下去，打 119 和 120。',
  traffic: '有人受伤打 120，报警打 122。',
  illness: '人难受得厉害就打 120，别自己扛。',
  missing: '找不着人就打 110，不用等。',
  violence: '动手了就先躲开，打 110。',
  threat: '害怕就先到人多的地方，打 110。',
  sexual: '先到安全的地方，打 110。',
  selfharm: '心里难受，打 12356，白天黑夜都有人听；撑不住了打 120。',
  fraud: '先别转钱、别给验证码；拿不准打 96110，钱转出去了打 110。',
  poison: '先别再吃，药瓶留着；不舒服就打 120。',
  food: '先别再吃，留一点；不舒服就打 120。',
  flood: '水在涨就先往高处去，打 119 或 110。',
  building: '人先出来，离房子远点；有人压着打 119。',
  bite: '被咬了先用肥皂水冲15分钟，去医院；咬得重打 120。',
  'cold-hunger': '没吃的、没处待，打 110 或到最近的村委会、派出所。',
  machine: '先关机器；有人卡着打 119，受伤打 120。',
}
/** Named by its own word, whatever kind the reading leans to. */
const NAMES: readonly (readonly [RegExp, Danger])[] = [
  [/煤气|燃气|天然气|液化气|瓦斯|沼气|臭鸡蛋|一氧化碳/u, 'gas'],
  [/验证码|转(账|钱)|屏幕共享|安全账户/u, 'fraud'],
]

/** What to do until it is known whether somebody is in danger. */
export function meanwhile(danger: Danger | null, said: string): string {
  const named = NAMES.find(([look]) => look.test(said))?.[1] ?? danger
  return (named && MEANWHILE[named]) ?? '有的话马上打 110、119 或 120。'
}

/** Where the words may mean danger or nothing: asked back, with two taps. */
export const PERHAPS_DANGER = '现在有人有危险吗？'
