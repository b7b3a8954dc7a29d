/** Tells whether somebody else may harm themselves, or the writer. */

import { clauses } from '../text/normalize.ts'

/** Somebody of whom is told, not the teller. */
const SOMEBODY =
  /(他|她|我?(弟|哥|妹|姐|爸|爹|妈|娘|爷|奶|姥|儿|闺女|孩子|媳妇|老婆|老公|对象|男人|老伴|同学|同事|工友|朋友|邻居|网友)|孙(子|儿|女|娃)|(男|女)娃|娃儿|妹子|隔壁|有个?人|老(头|太))/u
const HARMS =
  /不想活|活不下去|寻(死|短)|自杀|轻生|想死|要死|喝(了)?.{0,3}(药|农药)|(吃|吞)(了)?.{0,4}药|跳(楼|河|桥|井|下)|割腕|上吊|楼顶|天台|遗书|想不开|药.{0,4}(倒|数|攒|藏|备)|(倒|数|攒|藏|备).{0,6}药|不?(再|想)?拖累|(留|写)(了|个|下)?.{0,3}(条|信)|存折.{0,6}(给|交)|绳子|(攥|拿|捧|抱|握)着?.{0,6}(药|刀)|关.{0,4}(屋|门)|门.{0,6}反(锁|起|扣)|(莫|别|不用|不要|不消)再?(为|替|给)我操心|密码.{0,14}(告诉|留给|发给|写给)|(走|没|不在)了.{0,8}(孩子|娃|你们|儿子|闺女).{0,16}好/u
/** Words after which the teller is speaking of themselves again, or of a loss. */
const ONESELF =
  /我(也|就|真|都|自己|一个人)?(不想活|活不|想死|想跟|撑不|熬不)|(走了|没了|去世|过世|不在了).{0,6}(不想活|活不|想死)|(我|俺)(把|也|就|自己|已经).{0,8}(药|绳|拖累)|拖累(你|大家|一屋|全家|一家|家里|娃|孩子)|活(着|起)(也|就|都|只)?是?拖累|我是(他|她)(男人|老公|爱人|媳妇|老婆|爸|爹|妈|娘|儿|女)/u

/** The teller, who is nobody's kin here: "我妈" is somebody else. */
const TELLER =
  /(?<!告诉|跟|给|对|问|劝|找|叫|喊)(?:我|俺|咱|自己)(?!家?(?:弟|哥|妹|姐|爸|爹|妈|娘|爷|奶|姥|儿|闺女|孩子|媳妇|老婆|老公|对象|男人|老伴|同学|同事|邻居)|劝|看|听|刚|发现|怕|问|打)/u

/** Whether it is told of somebody else that they may harm themselves: in a clause that tells of harm, who is named in it. */
export const ofAnother = (said: string): boolean => {
  const at = SOMEBODY.exec(said)
  if (at === null || !HARMS.test(said.slice(at.index)) || ONESELF.test(said)) return false
  return !clauses(said).some((clause) => HARMS.test(clause) && TELLER.test(clause) && !SOMEBODY.test(clause))
}
