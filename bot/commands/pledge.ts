/** 承诺: read and sign, with a photograph if they like; 科室承诺: the head reads and confirms. */
import type { Staff } from '../../core/case/case.ts'
import { departmentOf } from '../../core/town.ts'
import {
  changePledge,
  confirmPledge,
  draftPledge,
  pledgeText,
  setPledgePhoto,
  signPledge,
  unsigned,
} from '../../db/pledges/pledges.ts'
import { fileType } from '../../db/files/files.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import type { Command } from './parse-command.ts'

/** 承诺 shows the text, 承诺 签 signs it, 承诺 名单 lists who has not, 承诺 新文本 … changes it (leading group). */
export async function pledge(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const { tx, ctx } = turn
  const { rest } = command
  if (rest === '名单') {
    if (staff.role === 'clerk') return say(turn, '名单由科室负责人看。')
    const missing = await unsigned(tx, ctx, staff.role === 'head' ? staff.department : undefined)
    return say(turn, missing.length === 0 ? '都签了。' : `还没有签的（${missing.length}）：${missing.map((s) => s.name).join('、')}`) // prettier-ignore
  }
  const changed = /^新文本[\s:：]+(\S.*)$/s.exec(rest)?.[1]
  if (changed !== undefined) {
    const text = await changePledge(tx, ctx, staff, changed)
    return say(turn, text ? `承诺文本现在是第${text.version}版，请全体重新签。` : '承诺文本由领导小组改。')
  }
  if (/^(签|签署|确认)[。！]?$/.test(rest)) {
    const done = await signPledge(tx, ctx, staff)
    return say(turn, done.signed ? `已签第${done.text.version}版个人承诺，向社会公开。` : '您已经签过这一版。')
  }
  if (/^(照片|相片)$/.test(rest))
    return { ...say(turn, '请发一张本人照片，会和您的承诺一起公开。不想公开了，发“承诺 撤照片”。'), memory: { ...turn.memory, step: { name: 'pledge-photo' } } } // prettier-ignore
  if (/^撤(照片|相片)$/.test(rest)) {
    await setPledgePhoto(tx, ctx, staff, null)
    return say(turn, '照片已撤下，承诺还在。')
  }
  const text = await pledgeText(tx, ctx)
  return say(
    turn,
    `个人公开承诺（第${text.version}版）：\n${text.text}\n看过同意，发“承诺 签”。会公开您的姓名和科室；想放照片，发“承诺 照片”。`,
  )
}

/** The picture asked for by 承诺 照片. Null: this file is for something else. */
export async function pledgePicture(turn: Turn, staff: Staff): Promise<Reply | null> {
  if (turn.memory.step?.name !== 'pledge-photo' || turn.fileId === null) return null
  const type = await fileType(turn.tx, turn.fileId)
  if (!type?.startsWith('image/')) return { say: [{ text: '这不是照片，请发一张图片。' }], memory: turn.memory }
  await setPledgePhoto(turn.tx, turn.ctx, staff, turn.fileId)
  return say(turn, '照片收到，和您的承诺一起公开。不想公开了，发“承诺 撤照片”。')
}

/** 科室承诺 shows the draft; 科室承诺 确认 2 puts version 2 in force. */
export async function departmentPledge(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const { tx, ctx } = turn
  const draft = await draftPledge(tx, ctx, staff.department)
  if (!draft) return say(turn, '您的科室不在本镇科室表里，请找管理员。')
  const version = /^确认\s*(\d+)$/.exec(command.rest)?.[1]
  if (version !== undefined) {
    const done = await confirmPledge(tx, ctx, staff, Number(version))
    return say(turn, done ? `第${version}版科室承诺已确认，向社会公开。` : `没有确认：要由本科室负责人确认现在的第${draft.version}版。`) // prettier-ignore
  }
  const { content } = draft
  const proposed = content.items.filter((i) => i.proposed).length
  return say(
    turn,
    [
      `${departmentOf(ctx.townContext.town, staff.department).name}公开承诺（第${draft.version}版，${draft.confirmed ? '已确认' : '待负责人确认'}）`,
      `职责：${content.duties.join('；') || '还没有写'}`,
      `纪律：${content.discipline.join('；') || '还没有写'}`,
      `事项 ${content.items.length} 项${proposed > 0 ? `，其中 ${proposed} 项时限是建议、未经镇里确认` : ''}：`,
      ...content.items.slice(0, 8).map((i) => `· ${i.name}：${i.limit}${i.proposed ? '（建议）' : ''}`),
      content.items.length > 8 ? `…还有 ${content.items.length - 8} 项，见公开栏` : '',
      draft.confirmed ? '' : `负责人看过发：科室承诺 确认 ${draft.version}`,
    ]
      .filter(Boolean)
      .join('\n'),
  )
}
