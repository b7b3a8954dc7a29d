/** One message out: a file, then the text with numbered choices; what comes of it as a DeliveryError or nothing. */
import { DeliveryError, type Outgoing } from '../../../core/channel.ts'
import { printNumbered } from '../../../core/messages/print-choices.ts'
import { faultOf, nameOf } from './gateway-error.ts'
import { type Puppet, load } from './wechaty.ts'
import { withDeadline } from './deadline.ts'

/**
 * Resolves when the gateway has the message; WeChat tells nothing more. The file goes first: it is what fails more
 * often, and then nothing has gone. A file that went before a text that did not makes the outcome ambiguous.
 */
export async function sendTo(puppet: Puppet, conversation: string, message: Outgoing, ms: number): Promise<void> {
  await refuseGone(puppet, conversation, ms)
  const text = printNumbered(message)
  let gone = false
  if (message.file) {
    const { FileBox } = await load('file-box')
    const box = FileBox.fromBase64(Buffer.from(message.file.bytes).toString('base64'), message.file.name)
    await call(puppet, conversation, ms, false, puppet.messageSendFile(conversation, box))
    gone = true
  }
  if (text !== '') await call(puppet, conversation, ms, gone, puppet.messageSendText(conversation, text))
}

async function call(puppet: Puppet, conversation: string, ms: number, gone: boolean, sending: Promise<unknown>) {
  try {
    await withDeadline(ms, sending)
  } catch (cause) {
    const fault = faultOf(cause)
    // The gateway said no: perhaps because the person is no longer a friend, which it may only just have learnt.
    if (fault.verdict === 'retry' && !fault.ambiguous) {
      await forget(puppet, conversation, ms)
      await refuseGone(puppet, conversation, ms)
    }
    throw failed(fault.verdict, fault.why, cause, fault.ambiguous || gone)
  }
}

/** Throws "unreachable" when the gateway knows of no such friend or group; "retry" when it cannot be asked. */
async function refuseGone(puppet: Puppet, conversation: string, ms: number): Promise<void> {
  try {
    if (!(await withDeadline(ms, isGone(puppet, conversation)))) return
  } catch (cause) {
    throw failed('retry', faultOf(cause).why, cause, false)
  }
  throw new DeliveryError('unreachable', '对方已不是这个微信账号的好友，或群已解散')
}

/**
 * A gateway that fills no friend flag says "false" for everybody, so the list of contacts has the last word.
 * Rooms: ids end in @chatroom (personal accounts) or begin with R: (WeCom).
 */
async function isGone(puppet: Puppet, conversation: string): Promise<boolean> {
  const room = conversation.endsWith('@chatroom') || conversation.startsWith('R:')
  try {
    if (room) await puppet.roomPayload(conversation)
    else if ((await puppet.contactPayload(conversation)).friend) return false
    if (room) return false
  } catch (error) {
    if (faultOf(error).lost) throw error
  }
  const known = room ? await puppet.roomList() : await puppet.contactList()
  return !known.includes(conversation)
}

/** Has gateway and client drop what they remember of a contact; failing to is no reason to fail. */
async function forget(puppet: Puppet, conversation: string, ms: number): Promise<void> {
  const { types } = await load('wechaty-puppet')
  const stale = types.Dirty.Contact
  // Declared to return nothing, in truth a promise that rejects when the gateway is away.
  const told = (async () => puppet.dirtyPayload(stale, conversation))()
  await withDeadline(ms, told).catch(() => undefined)
  puppet.emit('dirty', { payloadType: stale, payloadId: conversation })
}

/** The cause is named by kind only: texts of gateway errors hold tokens and residents' words. */
function failed(verdict: DeliveryError['verdict'], why: string, cause: unknown, ambiguous: boolean): DeliveryError {
  return new DeliveryError(verdict, why, { cause: nameOf(cause), ambiguous })
}
