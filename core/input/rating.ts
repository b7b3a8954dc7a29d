/** Reads a rating as people say it, and names each grade: '5分', '五分', '非常满意', '差评'. */

/** What each score from 1 to 5 is called, in this order (国办发〔2019〕51号). */
export const GRADES = ['非常不满意', '不满意', '基本满意', '满意', '非常满意'] as const
/** What a score is called; empty for what is none. */
export const gradeOf = (score: number): string => GRADES[score - 1] ?? ''
/** The taps to choose from, the best first. */
export const gradeChoices = <T>(make: (label: string, score: number) => T): T[] =>
  GRADES.map((label, i) => make(label, i + 1)).reverse()

// longest first: 非常不满意 before 不满意, 不满意 before 满意
const WORDS: readonly (readonly [RegExp, number])[] = [
  [/非常不满意|很不满意|太差|极差|差极/u, 1],
  [/不满意|差评|不怎么样|不太?好|较差/u, 2],
  [/基本满意|一般|还行|凑合|马马虎虎/u, 3],
  [/非常满意|很满意|太满意|特别满意|满分|太好了|好极/u, 5],
  [/满意|好评|不错|挺好/u, 4],
]
/** What people say for a grade in their own speech, the longest first; never a part of something longer. */
const SPOKEN: readonly (readonly [string, number])[] = [
  [
    '(?:稀|糟|坏|差)(?:烂|透|到家)(?:了)?|太孬|太次|太差劲|(?:啥|什么|啥子)(?:玩意儿?|东西)|零分|0分|一塌糊涂|白瞎|恼火得很|屁用没有|糟糕透顶',
    1,
  ],
  [
    '不咋(?:地|的|样|滴)|不怎么(?:样|地|好)|不(?:太|大|很|怎么)(?:行|好|中|强)|不(?:太|大|很)?(?:得劲|理想|满意|安逸|靠谱)|差劲|孬|次|烂|敷衍|糊弄|一般偏下|马虎|失望|勉勉强强不咋地',
    2,
  ],
  [
    '还(?:行|成|中|可以|凑合|过得去|好)|凑凑?合合?|将就|过得去|一般般?|就那样|就那么回事|马马虎虎|勉强|中不溜|不好不坏|差不多',
    3,
  ],
  ['不孬|不赖|不错|不丑|蛮好|挺(?:好|中|行|美|不错|得劲)|要得|可以|中|行|成|好|好使|管用|满意|得劲|对头', 4],
  [
    '巴适(?:得(?:很|板))?|安逸(?:得很)?|杠杠(?:的|滴)|顶呱呱|没(?:得|的)说|没挑|好得很|相当(?:好|可以|不错)|太(?:好|中|得劲|棒|牛|安逸|满意)|棒(?:极|得很)?|真(?:好|棒|中|不赖|不孬)|老(?:好|带劲)|贼好|嘎嘎好|一级棒|倍儿(?:好|棒)|满分|点赞|竖大拇指|牛',
    5,
  ],
]
const AROUND = String.raw`(?:我|俺|觉得|感觉|看|吧|了|的|嘛|啊|呀|呗|咧|嘞|哩|噻|哈|哦|嗯|呢|这回|这次|办得|弄得|修得|干得|做得|整得|给|评个?|算|就|挺|活儿?|你们|您|那|\p{P}|\s)*`
const GRADES_SPOKEN = SPOKEN.map(
  ([words, score]) => [new RegExp(`^${AROUND}(?:${words})${AROUND}$`, 'u'), score] as const,
)
/** Yes to "您看行吗？", whatever grade it resembles. */
export const AGREES = /^(?:好的?|行|中|成|可以|要得|嗯)[吧了啊呀嘞哩的\s\p{P}]*$/u
/** No to it. */
export const DENIES =
  /^(?:不行|不中|不成|不好|没有?|没(?:弄|修|办|整|搞|处理|解决|通|清)?(?:好|完|成|了|到位)?|还没|不是|没呢|根本没(?:弄|修|办|好|管)?)(?:呢|啊|呀|嘛|好|完|[\s\p{P}])*$/u
const SHORT = 12

/** The grade that is all a short text says; null where it says anything else, or merely agrees. */
export function onlyGrade(text: string): number | null {
  const said = text.normalize('NFKC').trim()
  if (said.length > SHORT || AGREES.test(said)) return null
  return GRADES_SPOKEN.find(([look]) => look.test(said))?.[1] ?? null
}

const DIGITS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5 }

/** From 1 (worst) to 5; null where no rating is said. */
export function readScore(text: string): number | null {
  const said = text.normalize('NFKC')
  const number =
    /(?<![\d.])([1-5])\s*(?:分|星|$)/u.exec(said)?.[1] ?? /([一二两三四五])\s*(?:分|颗?星)/u.exec(said)?.[1]
  if (number !== undefined) return DIGITS[number] ?? Number(number)
  return WORDS.find(([look]) => look.test(said))?.[1] ?? null
}
