/** Takes from a text what courtesy adds and no answer depends on: a greeting or "我想问下" before it, thanks after it, where its writer lives. */

const SOME = '[\\s，,。:：!！~～、]'
const BEFORE = new RegExp(
  '^(?:' +
    [
      `(?:您|你)们?好(?=${SOME})`,
      '麻烦(?:(?:您|你)|问)*(?:一?下)?',
      '请问(?:一?下)?|打扰(?:一下|您|你|了)*|劳驾',
      '(?:我|俺|咱)?(?:就|是|就是)?(?:再)?(?:想|要)(?:再)?(?:打听|咨询|问)(?:一?下|问|个|声)?(?:一?下)?(?:个|件)?(?:事)?儿?(?!题)',
      '(?:我|俺|咱)?(?:就|再)?(?:打听|咨询|问)(?:一?下|问|个|声)(?:个|件)?(?:事)?儿?',
      '(?:我|俺|咱)(?:们)?(?:家)?(?:是|住|在)[^，,\\s]{1,8}(?:村|庄|屯|营|店|寨|堡|镇|社区)的?(?=[\\s，,])',
    ].join('|') +
    `)${SOME}*(?=[^\\s，,。]{2})`,
  'u',
)
const AFTER =
  /(?<=.{3})[\s，,。!！]+(?:谢谢|多谢|谢了|谢啦|麻烦(?:您|你)?了?|辛苦(?:您|你)?了?|拜托了?)(?:您|你|们|了|啊|哈|呀|大姐|大哥|同志|领导)*[\s。！!~～]*$/u
/** Said at the end of whatever is asked; 吗, 呢, 嘛 and 没 ask something. */
const PARTICLES = /(?<=.{4})(?<![哈哎])[啊呀哦噢哇呗]+(?=[\s。！!~～？?]*$)/u

/** "要啥材料呢" asks the same without it; "那我妈呢" does not. */
const SOFTLY = /(?<=(?:啥|什么|怎么|咋|多少|多久|几|哪|谁|能|[不没]).{2,})呢(?=[\s。！!~～？?]*$)/u

/** Never empty unless the text was. */
export function plainWords(text: string): string {
  let rest = text.trim()
  for (let n = 0; n < 3; n++) rest = rest.replace(BEFORE, '')
  return rest.replace(AFTER, '').replace(PARTICLES, '').replace(SOFTLY, '') || text
}
