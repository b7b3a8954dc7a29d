/** A message with buttons as WeCom's card (模板卡片·按钮交互型). Limits: developer.work.weixin.qq.com/document/path/90372 */
import { CHANNEL_TRAITS } from '../../../core/channel-traits.ts'
import { DeliveryError, type Outgoing } from '../../../core/channel.ts'
import { splitText } from '../split-text.ts'
import { buttonKey } from './incoming.ts'

/** Units of a card's heading; longer ones are cut off on the screen. */
const HEADING = 36
const KEY_BYTES = 1024

/** `taskId`: never used before in this app. */
export function cardOf({ text, choices = [], link }: Outgoing, taskId: string): object {
  const buttons = [
    ...choices.map(({ label, value }) => ({ text: label, style: 1, key: buttonKey(value, label) })),
    ...(link ? [{ type: 1, text: link.label, style: 2, url: link.url }] : []),
  ]
  const { buttons: most } = CHANNEL_TRAITS.wecom.card
  if (buttons.length > most) throw new DeliveryError('refused', `${buttons.length} buttons, a card has ${most}`)
  if (choices.some((c) => Buffer.byteLength(buttonKey(c.value, c.label)) > KEY_BYTES))
    throw new DeliveryError('refused', `a choice of more than ${KEY_BYTES} bytes`)
  return {
    card_type: 'button_interaction',
    task_id: taskId,
    ...headed(text),
    button_list: buttons,
  }
}

/** The first line heads the card where it is short enough to be shown whole; else what fits of it. Nothing is said twice. */
function headed(text: string): object {
  if (text === '') return { main_title: { title: '请选择' } }
  const [line = ''] = text.split('\n')
  const title = line.length <= HEADING ? line : (splitText(line, HEADING)[0] ?? '')
  const rest = text.slice(title.length).trimStart()
  return { main_title: { title }, ...(rest !== '' && { sub_title_text: rest }) }
}
