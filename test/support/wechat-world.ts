/** WeChat as the desk's account sees it: puppet-mock with one resident, one group, and the conditions of the contract. */
import { FileBox, type FileBoxInterface } from 'file-box'
import { types } from 'wechaty-puppet'
import { mock, PuppetMock } from 'wechaty-puppet-mock'
import type { Condition, SentFile } from './channel-contract.ts'

export const RESIDENT = 'wxid_alice'
export const GROUP = 'village@chatroom'
const DESK = 'wxid_desk'

export interface Written {
  readonly text?: string
  readonly type?: types.Message
  readonly group?: boolean
  readonly mentions?: boolean
  readonly from?: string
  readonly file?: SentFile
}

export interface World {
  /** A new puppet, logged in as soon as it starts unless told otherwise. */
  puppet(): PuppetMock
  /** Somebody writes; answers the message's id. */
  writes(what: Written): Promise<string>
  redelivers(): Promise<void>
  asksToBeFriend(): Promise<void>
  logsIn(automatically: boolean): Promise<void>
  shows(qr: string): Promise<void>
  logsOut(): Promise<void>
  condition(condition: Condition): Promise<void>
  screen(): Promise<string[]>
  files(): Promise<SentFile[]>
  accepted(): Promise<string[]>
}

/** An error as gRPC carries it. */
export function status(code: number): Error {
  return Object.assign(new Error(`status ${code}`), { code })
}

// prettier-ignore
const ANSWERS: Partial<Record<Condition, number>> = { down: 14, refuses: 3, left: 2 }

export function makeWorld(): World {
  const screen: string[] = []
  const files: SentFile[] = []
  const accepted: string[] = []
  let condition: Condition = 'up'
  let automatic = true
  let last = ''
  let count = 0
  let stage: { puppet: PuppetMock; mocker: mock.Mocker } | undefined

  const now = () => {
    if (!stage) throw new Error('no puppet yet')
    return stage
  }
  const takes = async (show: () => void | Promise<void>): Promise<void> => {
    const code = ANSWERS[condition]
    if (code !== undefined) throw status(code)
    await show()
    if (condition === 'mute') await new Promise(() => undefined)
  }

  return {
    puppet() {
      const mocker = new mock.Mocker()
      const puppet = new PuppetMock({ mocker })
      stage = { puppet, mocker }
      mocker.createContact({ id: DESK, name: '小助手' })
      mocker.createContact({ id: RESIDENT, name: '张三' })
      mocker.createContact({ id: 'wxid_bank', name: '某银行', type: types.Contact.Official })
      mocker.createRoom({ id: GROUP, topic: '村民群', memberIdList: [DESK, RESIDENT] })
      puppet.onStart = async () => {
        if (automatic) setImmediate(() => puppet.login(DESK))
      }
      puppet.ding = (data) => setImmediate(() => puppet.emit('dong', { data: data ?? '' }))
      puppet.messageSendText = async (_to: string, text: string) => takes(() => void screen.push(text))
      puppet.messageSendFile = async (_to: string, box: FileBoxInterface) =>
        takes(async () => {
          files.push({ name: box.name, type: box.mediaType, bytes: new Uint8Array(await box.toBuffer()) })
        })
      const contact = puppet.contactRawPayload.bind(puppet)
      puppet.contactRawPayload = async (id) => {
        if (id === RESIDENT && condition === 'left') throw status(2)
        return contact(id)
      }
      const contacts = puppet.contactList.bind(puppet)
      puppet.contactList = async () => (await contacts()).filter((id) => id !== RESIDENT || condition !== 'left')
      puppet.friendshipRawPayload = async (id: string) => ({
        ...{ id, contactId: RESIDENT, hello: '我是张三', timestamp: 1, type: types.Friendship.Receive, ticket: 't' },
      })
      puppet.friendshipAccept = async (id) => void accepted.push(id)
      return puppet
    },
    async writes({ text = '', type, group = false, mentions = false, from = RESIDENT, file }) {
      const { puppet, mocker } = now()
      last = `message-${++count}`
      if (file) {
        const box = FileBox.fromBase64(Buffer.from(file.bytes).toString('base64'), file.name)
        mocker.cacheFileBoxPayload.set(last, box.toJSON())
      }
      mocker.MessageMock.create({
        id: last,
        talkerId: from,
        text,
        timestamp: Date.parse('2026-11-23T01:00:00Z') + count,
        type: type ?? (file ? types.Message.Attachment : types.Message.Text),
        ...(file && { filename: file.name }),
        ...(group ? { roomId: GROUP, mentionIdList: mentions ? [DESK] : [] } : { listenerId: DESK }),
      })
      puppet.emit('message', { messageId: last })
      return last
    },
    async redelivers() {
      now().puppet.emit('message', { messageId: last })
    },
    async asksToBeFriend() {
      now().puppet.emit('friendship', { friendshipId: 'friendship-1' })
    },
    async logsIn(automatically) {
      automatic = automatically
      if (automatically && stage && !stage.puppet.isLoggedIn) stage.puppet.login(DESK)
    },
    async shows(qr) {
      now().mocker.scan(qr, types.ScanStatus.Waiting)
    },
    async logsOut() {
      await now().puppet.logout('kicked')
    },
    async condition(next) {
      condition = next
      // As WeChat tells of a friend lost or won: what is remembered of the contact is stale.
      stage?.puppet.emit('dirty', { payloadType: types.Dirty.Contact, payloadId: RESIDENT })
    },
    screen: async () => screen,
    files: async () => files,
    accepted: async () => accepted,
  }
}
