/** Tells whether somebody says that nobody is in danger, or that they were misheard: what an alarm must believe at once. */
import { clauses } from '../text/normalize.ts'

/** What an alarm speaks of. */
const HARM =
  '(打架|撞|打(?!电话|不|通|开|了?1[12]\\d)|骗|害|伤|抢|杀|欺负|威胁|失火|着火|走丢|中毒|吃坏|寻短|想不开|不想活|自杀|轻生|触电|出事|危险|要紧|大碍|受伤|流浪)'

// prettier-ignore
const DENIED: readonly RegExp[] = [
  new RegExp(`(没(有)?人?(要|被|谁|在|说)?|谁(要|说|在|想)|哪(有|来的?)(人|什么|啥)?|又?不是(被|让|说|问)?(人|谁)?)${HARM}`, 'u'),
  /(没|不)(有|存在)?(什么|啥)?(被骗|危险|要紧)|(啥|什么|咋|为什么|为啥|干嘛|干啥|用不着|不用|没必要|凭啥)(要)?(打|报|叫).{0,3}(1[12]\d|96110|12356|警|急救|救护)/u,
  /(听|弄|搞|理解|想|认|看)(岔|错|拧|差|混|歪)|误会|不是(这|那)(个|回|么)?(意思|事|码事)|答非所问|(瞎|胡)(说|扯|答|回)|(我|俺)好着(呢|哩)|哪跟哪|驴唇|没关系|不挨着|神经病|(你|您)(这|都|咋|在|是)*(说|讲|扯|回|答|发)(的)?(些|都是)?(啥|什么|到哪)/u,
]
/** It goes on all the same, or something is put right about the danger itself. */
const GOES_ON = /还(在|是|没|有|躺|打|烧|流|漏)|又(来|打|烧|倒)|没(醒|气|动|反应|呼吸)|救|快来|快点来|赶紧来/u

const denies = (clause: string): boolean => DENIED.some((look) => look.test(clause)) && !GOES_ON.test(clause)

/** Whether a text denies the danger that was heard in what was written before. */
export const deniesDanger = (text: string): boolean =>
  (clauses(text).some(denies) || onlyJoked(text)) && !GOES_ON.test(text)

/** It was a joke: what it was raised for is no question either. */
const JOKED = /(骗|逗|吓唬|诓|哄)(你|您)(的|呢|玩)|(开|闹|说)(个|着)?玩笑?/u
export const onlyJoked = (text: string): boolean => JOKED.test(text) && !GOES_ON.test(text)

/** "我问的是", "就是": puts right what follows. */
const MEANT = /^(我|俺|咱)?(要|想|就|只)?(是)?(说|问|讲|反映|咨询)的?(就)?(是)?|^就是/u

/** What a text says beside its denial; empty where it only denies. */
export const besideDenial = (text: string): string =>
  clauses(text)
    .filter((clause) => !denies(clause))
    .map((clause) => clause.replace(MEANT, ''))
    .filter((clause) => clause !== '')
    .join('，')
