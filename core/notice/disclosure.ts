/** The seven answers to a request for information, and the divided one (条例 36, 37). */

// prettier-ignore
export const REPLY_TYPES = [
  // the first whose words open the reply is meant: the divided answer names both others, so it stands first
  { code: 'PARTIAL',           says: '区分处理：部分公开',             words: ['部分公开', '区分处理'],            basis: '第37条' },
  { code: 'R1_ALREADY_PUBLIC', says: '已主动公开，告知获取方式、途径', words: ['已主动公开', '已经公开', '已公开'], basis: '第36条第1项' },
  { code: 'R4_NOT_EXIST',      says: '经检索没有所申请的信息，该信息不存在', words: ['不存在', '没有该信息'],    basis: '第36条第4项' },
  { code: 'R5_NOT_OURS',       says: '不属于本机关负责公开',           words: ['不属于本机关', '不属本机关', '非本机关'], basis: '第36条第5项' },
  { code: 'R6_REPEAT',         says: '已经答复，不重复处理',           words: ['重复申请', '不重复处理', '不予重复'], basis: '第36条第6项' },
  { code: 'R7_SPECIAL_LAW',    says: '依照有关法律、行政法规的特别规定办理', words: ['工商登记', '不动产登记', '特别规定'], basis: '第36条第7项' },
  { code: 'R3_REFUSE',         says: '不予公开',                       words: ['不予公开', '不公开'],              basis: '第36条第3项' },
  { code: 'R2_GRANT',          says: '予以公开',                       words: ['予以公开', '同意公开', '公开'],     basis: '第36条第2项' },
] as const

/** Which answer the clerk's words begin with; a refusal without any is a refusal to disclose, a result without any a grant. */
export function replyType(text: string, refused: boolean): (typeof REPLY_TYPES)[number] {
  const opening = text.slice(0, 30)
  const named = REPLY_TYPES.find((type) => type.words.some((word) => opening.includes(word)))
  const usual = REPLY_TYPES.find((type) => type.code === (refused ? 'R3_REFUSE' : 'R2_GRANT'))!
  return named && !(refused && named.code === 'R2_GRANT') ? named : usual
}
