/** 订阅 and 退订: a resident follows what a department or a topic publishes. */
import { CATEGORIES } from '../../core/disclosure/articles.ts'
import { subscribe, unsubscribe } from '../../db/disclosures/disclosures.ts'
import { type Reply, say, type Turn } from './turn.ts'
import { quotaSubjectOf, refuseOverQuota } from './quota-refusal.ts'

/** 订阅 社会救助, 订阅 公共服务办公室 */
export async function follow(turn: Turn, text: string): Promise<Reply> {
  const wanted = text.replace(/^订阅[\s:：]*/, '').trim()
  const { personId, id } = turn.conversation
  const department = turn.ctx.townContext.town.departments.find((d) => wanted === d.name)
  const category = CATEGORIES.find((c) => c === wanted)
  if (personId === null || (!department && !category))
    return say(turn, `想订阅什么？发“订阅 社会救助”，或者“订阅 科室名称”。\n可以订阅：${CATEGORIES.join('、')}`)
  const over = await subscribe(
    turn.tx,
    turn.ctx,
    { personId, conversationId: id },
    department ? 'department' : 'category',
    department?.code ?? category!,
    (await quotaSubjectOf(turn)) ?? { personId, network: null },
  )
  if (over) return refuseOverQuota(turn, over, null)
  return say(turn, `订阅好了，“${wanted}”有新公开的就告诉您。不想收了，发“退订”。`)
}

export async function unfollow(turn: Turn): Promise<Reply> {
  const { personId } = turn.conversation
  const stopped = personId === null ? 0 : await unsubscribe(turn.tx, turn.ctx, personId)
  return say(turn, stopped > 0 ? '都退订了，不再发给您。' : '您没有订阅。')
}
