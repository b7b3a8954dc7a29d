/** What is said to whoever looks up, in a chat, a case that was registered elsewhere. The words are the same whether a number exists or not. */

const minutes = (seconds: number): string => (seconds > 90 ? `${Math.ceil(seconds / 60)} 分钟` : `${seconds} 秒`)

export const LOOKUP = {
  /** Names no number: it says as little to whoever the case is about. */
  askCode:
    '在这里还看不到这一件。要在这里看，把登记时给的查询码也发来：6 位字母和数字，在当时的消息里，也可能记在纸上。\n找不到查询码，请到窗口问。',
  askNumber:
    '这像是查询码。请把办件编号也发来，像 BS20261123-0007，和查询码写在一起。\n编号找不到了，请到窗口问，或者发“人工”。',
  /** Of the code, where somebody asks what it is or has lost it. */
  about:
    '查询码是登记时给的 6 位字母和数字，和编号在同一条消息里，窗口登记的印在回执上。找到了，把编号和查询码一起发来就能看。\n找不到了，请本人到窗口问。',
  lostNumber:
    '编号在登记时的消息里，窗口登记的印在回执上，像 BS20261123-0007。和查询码一起发来就能看。\n找不到了，请本人到窗口问，或者发“人工”。',
  take: '好，不急。找到了，把 6 位查询码发来就行。',
  wrong:
    '编号和查询码对不上。请对照纸上或当时的消息再发一次；连着几次不对，要等一会儿才能再试。\n实在对不上，请到窗口问。',
  wait: (seconds: number): string =>
    `试的次数多了，为了办件人的信息安全，请过${minutes(seconds)}再试。急着查，请到窗口问。`,
  length: (characters: number): string =>
    `查询码是 6 位字母和数字，您发来的是 ${characters} 位，请看一看再发。找不到了，请到窗口问。`,
  opened: (until: string): string =>
    `对上了。到${until}为止，您在这里可以问进度、补充、催办、评价，不用再发查询码。新的进展还是发到登记时的聊天里，这里要您来问。`,
  /** Said of what only whoever registered the case may do. */
  notHere: '凭查询码能看、能补充、能催办和评价；撤回、更正请在登记时的聊天里说，或者到窗口办。',
  end: { label: '看完了，关上', value: 'lookup-end' },
  ended: '关上了。再要看，把编号和查询码一起发来。',
} as const
