/** What the desk offered last, taken or turned down in words instead of by a tap. */
import type { Understanding } from '../../core/answer/understand.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { ASKING } from './asking.ts'
import { chosen } from './taps.ts'
import { type Reply, say, type Turn } from './turn.ts'

/** Longer says something of its own. */
const FEW = 12
const AGREES =
  /^(是|对|嗯|恩|好|行|中|成|可以|要|登|记|帮我|给我|给俺|麻烦|办|弄|那就|那(你)?(就)?(帮|给|登|记)|得|必须|当然|ok|yes)|登记|登一?下|记一?下|记上|找(个)?人/iu
const DECLINES = /^(不|算了|先不|甭|别|没必要|用不着|拉倒|回头|等(等|会|我)|再说|no)/iu
const SO = /^(是|对|嗯|恩|就是|没错|好|行|中)/u
const HAS = /^有|^在|^就是|现在就|^是/u
const HAS_NOT = /没有?|不是|哪有/u
/** "那给她办吧", "我要申请": after an answer that offered to apply. */
const APPLIES =
  /^(那|就|好|行|嗯|我|俺|咱|要|想|能|请|快|现在|这就|先|帮|给|替|他|她|娘|妈|爸|爹|您|你|\p{P}|\s)*(申请|申办|报名|办)(一下|一个|个|下|上|了|吧|呗|啊|呀|\p{P})*$/u

/** "哎还是给我登记一下吧": whatever was offered, and if nothing was. */
const REGISTERS =
  /^(哎|那|还是|就|你|您|请|麻烦|帮|给|我|俺|咱|先|再|也|去|要|\p{P}|\s)*(登记|登|立案)(一下|一个|个|上|下|了|吧|呗|啊|呀|我|的|\p{P})*$/u

/** The tap these words mean; null: they are something else. */
function meant(values: readonly string[], text: string): string | null {
  if (values.includes('danger:now')) {
    if (HAS_NOT.test(text)) return 'danger:none'
    if (HAS.test(text)) return 'danger:now'
  }
  const apply = values.find((value) => value.startsWith('apply:'))
  if (apply && APPLIES.test(text)) return apply
  // asked back about one matter alone
  const matters = values.filter((value) => value.startsWith('i:'))
  if (matters.length === 1 && values.includes('none') && (APPLIES.test(text) || SO.test(text))) return matters[0]!
  if (!values.includes('human') || !values.includes('never-mind')) return null
  if (DECLINES.test(text)) return 'never-mind'
  return AGREES.test(text) ? 'human' : null
}

/** Does what was offered, where so few words say yes or no to it; a name and a number after the offer say yes as well. */
export async function answersOffer(turn: Turn, text: string, u: Understanding): Promise<Reply | null> {
  const values = turn.memory.choices?.map((c) => c.value) ?? []
  if (turn.group || u.decision === 'urgent') return null
  if (text.length <= FEW && REGISTERS.test(text)) return chosen(turn, 'human')
  if (values.length === 0) return null
  const registers = values.includes('human') && values.includes('never-mind')
  if (registers && u.act === 'contact' && u.actSure >= 0.5 && u.decision !== 'answer') return chosen(turn, 'human')
  const bare = text.replace(/^\p{P}+|\p{P}+$/gu, '')
  if (bare.length > FEW || ASKING.test(bare)) return null
  const value = meant(values, bare)
  if (value === 'never-mind') return say(turn, DIALOGUE.nothing)
  return value === null ? null : chosen(turn, value)
}
