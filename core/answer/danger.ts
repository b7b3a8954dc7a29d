/** Danger in everyday words: someone may be hurt now. Misses cost lives, false alarms only a line of text. */
import type { Danger } from './understand.ts'

/** How sure the words alone are: `now` danger itself, `may` danger unless something says otherwise. */
type Force = 'now' | 'may'

/** Checked in order; the first `now` (else the first `may`) names the kind. */
export const DANGERS: readonly (readonly [Danger, Force, RegExp])[] = [
  ['selfharm', 'now', /一了百了|(没|看不到)(有)?(活路|盼头|希望)|解脱|遗(书|言)|(没|不)(什么)?.{0,3}留恋|攒.{0,3}药|药都.{0,3}(攒|备)|绳子.{0,5}(准备|买|挂|系)|(谁|没人|都)(都)?不需要我|没(有)?我.{0,6}(更好|就好)|清明.{0,4}(来)?看我|替我照(顾|看)|(楼顶|天台|窗台|桥栏|铁轨|桥上|大桥).{0,8}(坐|站|上|边|外)|反锁.{0,10}(再见|不出声|不开)|(想|要|去)喝药|拖累|不想活|活不下去|活着没(什么)?(意思|劲)|活够了|想死|寻死|寻短|自杀|轻生|割腕|上吊|跳(楼|河|桥|井)|死了算了|一死了之|想不开|不如死|喝药死|了断|结束生命|最后一面|别找我了/u],
  ['fire', 'now', /着(了)?(大)?火|失火|火(太|挺|好)?大|大火|火苗|火势|起火|冒(着)?(黑|浓|大|白)?烟|(又|全|都|在|给)?烧(起来|着了|过来)|着起来|爆炸|要炸|炸了|往.{0,4}(窜|蔓延)|灭不了|扑不灭/u],
  ['hazard', 'now', /(煤气|燃气|天然气|液化气|瓦斯|沼气).{0,6}(味|漏|泄|中毒|臭)|漏(煤|燃|了)?气|(味|气).{0,8}头晕|电线.{0,6}(断|掉|垂|打火|冒|搭|落)|漏电|触电|电(着|住)了|被电|带电|冒火花|塌方|(埋|压|砸)(了|在|住|着)?.{0,4}(人|下面|底下|里头|里面|俩|个)|困(了|在|住|着).{0,4}(人|下面|底下|里头|里面|俩|个)|刺鼻|(滚|落)石|山体.{0,6}(裂|滑|塌)|(绞|夹|卷)(进|住|在).{0,4}(去|里|机|手|腿|头)?|疯狗|楼道.{0,4}烟|高压线.{0,4}(断|掉|落|搭)|化粪池.{0,6}人|(水|河|洪水|雨水).{0,4}漫(过|进|上)来|井盖.{0,6}掉|(被|给|让)(?!.{0,3}雹).{0,6}(埋|压|困|砸)(了|在|住)|(房|墙|楼|棚|桥|屋).{0,4}(正在|要|快要|马上|眼看|刚)?.{0,2}塌.{0,10}(里头|里面|有人|快|人)|水(都|已经|快)?(到|没过|没到|淹到|漫)(过|到)?.{0,2}(膝|腰|胸|脖|大腿|窗|炕|床)|(漫|冲|灌)(过来|进来|进屋|进家)|决(堤|口)|洪水(来|下来)|山洪|泥石流|困(在|住)|出不来|关在.{0,6}(里|电梯)|电梯.{0,4}(困|卡|掉)|泄漏|井盖.{0,8}(掉|有人)/u],
  ['medical', 'now', /上吐下泻|毒蘑菇|野蘑菇|(胸口|心口|肚子).{0,4}(疼|痛)得?(厉害|打滚|不行|受不了)|(喝|吃|灌|误服|误食).{0,4}(了|下)?.{0,3}(农药|敌敌畏|百草枯|老鼠药|毒|安眠药|除草剂)|口吐白沫|吐白沫|(叫|喊|推)不(醒|应)|没(有)?(呼吸|气了|心跳|脉)|不(喘气|省人事|会动了|出气)|昏(迷|过去|倒|死)|晕(倒|过去|死)|抽(搐|风|过去|起来)|心(脏病|梗|口)(犯|发作|疼|痛|了)?.{0,6}(犯|疼|痛|发|难受|快|不行)|大出血|流.{0,3}血|(出|淌)(了)?(好多|很多|大量|好些)?血|止不住|中毒|噎(住|着)|卡(住|着)(了)?(喉|嗓|气)|嗓子.{0,4}卡|喘不(上|过)|上不来气|憋(得|的)?(发紫|脸|不行)|脸(都)?(紫|青|白)|快不行|要不行|不行了.{0,6}(快|救)|溺水|(掉|落|滑|栽|摔|跌)(到|进|在|下)?.{0,3}(河|水|沟|井|坑|塘|湖|渠|窖)|(摔|跌|撞|砸).{0,10}(不动|动不了|起不来|昏|不醒|血|没反应)|熏(着|到|晕|倒|过去)|羊水|要生了|生在|快生了.{0,8}(疼|车|血)|被(蛇|狗|马蜂|毒蛇)(咬|蜇).{0,10}|没反应|不醒人事|中风了|半边.{0,6}(突然|刚)|(突然|刚刚|刚才).{0,10}(倒|瘫|不会说话|说不出话)|烫(伤|着|了)|烧伤|被车撞|撞(了|倒).{0,4}(人|车)/u],
  ['crime', 'now', /拿(着|了|出|起)?.{0,4}(刀|斧|棍|枪|锤|铁锹)|持刀|动刀|(要|想|说)(要)?.{0,3}(杀|砍|弄死|捅|打死)|砍(人|我|了)|捅(了|我|人)|(堵|砸|踹|撬)(着|在|住|我|了)?.{0,4}(门|窗|锁)|进(来)?(了)?.{0,3}(小偷|贼)|(小偷|贼|坏人|歹徒).{0,8}(在|进|翻|没走|里)|抢(劫|了我|我|钱|包|走)|绑(架|走|了)|强(奸|暴)|非礼|猥亵|跟踪我|(一直|老|后面|身后).{0,4}跟着我|正在?打|(又|正|在|往死里|使劲)打(我|她|他|人|孩子|妈|老人|起来)|打(我|人|孩子|起来)(呢|了.{0,3}(救|血|快)|着)|打得?.{0,6}(流血|头破|不行|快死|满脸)|打群架|掐(我|着|她)?.{0,2}脖|不(让|敢)(我|我们)?(出|出去|出门|回家|走)|关(着|在|起来).{0,6}(不让|打|屋)|救命|见人就(捅|砍|打)|(陌生人|一伙人|好几个人|生人).{0,8}(进|闯|堵|围|赖|敲|砸)|(被|让)(人|他们|几个).{0,3}(堵|围|扣|拖)(住|着|在|了)|被(人)?(围|扣|拐|关)(住|着|了|走)|拐(走|跑|卖)|偷孩子|抢孩子|抱走/u],
  ['missing', 'now', /(孩子|老人|我妈|我爸|妈妈|爸爸|奶奶|爷爷|父亲|母亲|儿子|女儿|孙子|孙女|媳妇|妻子|丈夫|老伴|人|弟弟|妹妹|姥|闺女|老太|老头|小孩).{0,16}(不见(了|人|影)|走丢|走失|失踪|丢了(一|半|两|几)|(找|寻)不(着|到|见)|没(有)?回(来|家)|联系不上|电话(打不通|关机)|离家出走)|走失|走丢|失联|(没|还没)(有)?(下山|下来|出来|放学|到家)|说不清家|跑出去.{0,6}(没|怕|找)/u],
  ['hunger', 'now', /没米下锅|没(有)?(人|一口)?.{0,3}饭吃|饿(了|着).{0,6}[一两二三四五几](天|夜|宿)|(大冷天|下雪|冻|半夜|天黑).{0,8}(没地方|没处|无处|睡(在)?(外|街|路))|([一两二三四五几]|好几|\d)(天|顿|宿)(了)?.{0,4}(没|水米|米).{0,3}(吃|进食|沾牙|打牙|饭)|没吃没喝|饿(晕|昏|得(不行|受不了|直哭)|死)|断(粮|顿|炊)|快饿死|冻(僵|坏|死|得不行|晕)|要冻死/u],
  ['medical', 'may', /急(救|诊)|120|救护车|受伤|危险|休克/u],
  ['crime', 'may', /110|报警|(他|她|丈夫|他们|儿子|邻居|人|爸|妈|后爸|后妈)(又|总|老|天天|经常|喝.{0,2}酒.{0,2})?打(我|人|她|孩子|老人)|威胁|恐吓|害怕|不敢回家/u],
  ['fire', 'may', /119|消防|火/u],
  ['hazard', 'may', /塌|漏|淹|水|断/u],
] // prettier-ignore

/** Said of danger that is over, far, or only a word in somebody's paperwork. Name and look. */
export const CALMERS: readonly (readonly [string, RegExp])[] = [
  ['paperwork', /补贴|补助|手续|材料|报销|理赔|保险|救助|政策|怎么(办|申请|领|报|开|补)|申请|办理|登记|证明|证件|盖章|赔(偿|钱|多少)|补偿|津贴|审批|许可|备案|合同|低保|丧葬|火化费|注销|公墓|要带|流程|条件/u],
  ['past', /去年|前年|上个?(月|礼拜|周|星期)|前(几天|阵子|些天|一阵|年)|以前|那(年|会|阵|次|场)|头年|[一二三四五六七八九十\d]+(年|个月|月份)(前|了|多)?|后来|已经(好|过|灭|出院|没事|走|去世)|早(就|先)|昨天|年轻时|过去|曾经|老早/u],
  ['over', /没(有)?(事|受伤|伤着|伤人|人受|大碍)|人没(在|事)|灭了|扑灭|救(下|回|出)来|出院|(好|缓)过来|脱离危险|找(着|到|回)了|送(医院|走)了|处理完|完了|退了|烧没了|抓(住|走)了|幸亏|幸好/u],
  ['report', /举报|投诉|反映|隐患|报修|归谁管|谁管|跟谁|找谁|管不管|没人(管|修|清)|好(几|多)(天|个月)|一直|经常|老是|总是|每(天|次|年)|长期/u],
  ['asking', /多少|多久|几天|什么时候|能不能|能吗|行吗|可以吗|哪里|去哪|算不算|有没有|给吗|要吗|管吗|让吗|违法吗|怎么开|听说/u],
  ['plan', /培训|演练|讲座|预防|检查|安装|换|买|打疫苗|防火期|秸秆|烧纸|上坟|烧荒|烧秸|疫苗|放鞭炮|烟花|驾照|执照/u],
  ['family', /改嫁|判(了|刑)|坐牢|监狱|服刑|蹲大狱|离婚|再婚|抚养|好几年|爹妈|爸妈/u],
  ['everyday', /赢|输了|比赛|球|好吃|笑话|天气|下雨(?!.{0,6}(塌|淹|漏))|忙着|抖音|电视/u],
  ['figure', /火(爆|了一把|锅|车|腿|化)|开火|上火|恼火|急死|气死|累死|热死|冷死|烦死|笑死|逗死|穷死|忙死|美死|跑死|愁死|死心|要命|打(工|听|印|疫苗|零工|官司|电话|车|针|扫|算|样|分|牌|牌照|水井|扰)|抢(着|手|票|种|收)|血(压|型|缘|汗|亲)|水(费|电|表|管|井)|中毒性/u],
] // prettier-ignore

/** That it is happening this minute. */
const NOW =
  /现在|正|快来|赶紧|赶快|救|马上|刚(刚|才)?|呢[。！!？?\s]*$|急|来人|怎么办[。！!？?\s]*$|还在|里头有人|有人|不敢|出不|晕|疼|啊+[!！]*$|[!！]{1,}$|求/u

export interface DangerReading {
  /** No word of danger at all: only the model thinks so. */
  readonly unnamed: boolean
  readonly kind: Danger | null
  /** For the weighing in answer-weights.json. */
  readonly features: Readonly<Record<string, number>>
}

/** What in a text speaks of danger; `model` is the learned probability from the town's utterances, `kindOf` its kind, `near` how close the catalogue comes. */
export function readDanger(normal: string, model: number, kindOf: Danger | null, near: number): DangerReading {
  const now = DANGERS.filter(([, force, look]) => force === 'now' && look.test(normal))
  const may = DANGERS.filter(([, force, look]) => force === 'may' && look.test(normal))
  const odds = Math.log((model + 0.003) / (1.003 - model))
  const named = now.length > 0 || may.length > 0
  // A model alone takes any unknown short text for danger; only beside words of danger may it be heard fully.
  const features: Record<string, number> = named ? { bias: 1, model: odds } : { unnamed: 1, 'model-unnamed': odds }
  features[named ? 'near' : 'near-unnamed'] = near
  if (now.length > 0) features['now'] = 1
  if (now.length > 1) features['several'] = 1
  if (may.length > 0) features['may'] = 1
  const happening = NOW.test(normal)
  if (happening) features['happening'] = 1
  if (happening && now.length > 0) features['now-happening'] = 1
  for (const [name, look] of CALMERS) {
    if (look.test(normal)) features[now.length > 0 ? `now-${name}` : name] = 1
  }
  return { unnamed: !named, kind: now[0]?.[0] ?? kindOf ?? may[0]?.[0] ?? null, features }
}

/** Weighted sum through the logistic function. */
export function weigh(features: Readonly<Record<string, number>>, weights: Readonly<Record<string, number>>): number {
  let z = 0
  for (const [name, v] of Object.entries(features)) z += (weights[name] ?? 0) * v
  return 1 / (1 + Math.exp(-z))
}
