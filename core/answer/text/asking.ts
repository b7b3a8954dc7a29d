/** Tells a text that asks from one that tells, by the words it was typed in. */

/** Marks a text that asks, in the words it was typed. */
export const ASKING =
  /(?<!没)(?:什么|啥)|怎么|咋|多少|多久|哪|(?<!好)几(?!句|乎|番|经)|谁|吗|呢|么[?？]?$|(\p{Script=Han})不\1|不[?？]?$|没[?？]?$|[?？]/u
