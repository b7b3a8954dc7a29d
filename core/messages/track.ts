/** What is said on the page of a case that was found by number and look-up code. */

export const TRACK = {
  photo: '补发了照片或文件',
  supplied: '本人说已补齐',
  done: '收到了。',
  noWords: '还没有写字，也没有选照片。写一句或者选一张再发。',
  noScore: '还没有选几分，选好再发。',
  enough: '今天从这里发得够多了，明天再发；急着说，打电话或者在原来的聊天里发。',
  /** The state by its label. */
  notNow: (state: string): string => `这件现在是“${state}”，不能这样办了。`,
} as const
