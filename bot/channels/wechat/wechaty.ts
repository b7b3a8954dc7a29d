/**
 * wechaty, the optional part for a personal account: what the desk uses of it, and the only file that loads it. It is
 * a third of all packages, so its types are written down here and nothing of it need be there to build or to start.
 */

/** A puppet as wechaty-puppet declares it, as far as the desk goes. Numbers are wechaty's own. */
export interface Puppet {
  readonly currentUserId: string
  on(event: 'scan', heard: (payload: { qrcode?: string; status: number }) => void): unknown
  on(event: 'message', heard: (payload: { messageId: string }) => void): unknown
  on(event: 'friendship', heard: (payload: { friendshipId: string }) => void): unknown
  on(event: 'error', heard: (payload: { gerror?: string }) => void): unknown
  on(event: 'login' | 'logout' | 'heartbeat' | 'dong', heard: (payload: unknown) => void): unknown
  emit(event: 'dirty', payload: { payloadType: number; payloadId: string }): unknown
  removeAllListeners(event: 'message'): unknown
  ding(data?: string): unknown
  dirtyPayload(type: number, id: string): unknown
  contactList(): Promise<string[]>
  contactPayload(id: string): Promise<{ name: string; type: number; friend?: boolean }>
  roomList(): Promise<string[]>
  roomPayload(id: string): Promise<unknown>
  roomMemberPayload(room: string, id: string): Promise<{ roomAlias?: string }>
  friendshipPayload(id: string): Promise<{ type: number }>
  friendshipAccept(id: string): Promise<void>
  messagePayload(id: string): Promise<MessagePayload>
  messageFile(id: string): Promise<unknown>
  messageSendText(conversation: string, text: string): Promise<unknown>
  messageSendFile(conversation: string, file: FileBox): Promise<unknown>
}

interface MessagePayload {
  readonly id: string
  readonly type: number
  readonly talkerId: string
  readonly roomId?: string
  readonly text?: string
  readonly filename?: string
  readonly mentionIdList?: string[]
  readonly timestamp: number
}

/** A file on its way, of the package file-box. */
export interface FileBox {
  readonly type: number
  readonly size: number
  readonly name: string
  toStream(): Promise<AsyncIterable<unknown>>
}

/** Of wechaty-puppet-service; what it hooks, a test compares with the package. */
export interface ServicePuppet extends Puppet {
  hookPayloadStore(): void
}

interface Bot {
  on(event: 'error', heard: (error: unknown) => void): unknown
  init(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

interface Packages {
  wechaty: {
    readonly WechatyBuilder: { build(o: { puppet: Puppet }): Bot }
    readonly log: { level(level: 'silent'): void }
  }
  'wechaty-puppet': { readonly types: { readonly Dirty: { readonly Contact: number } } }
  'wechaty-puppet-service': {
    readonly PuppetService: new (o: { token?: string; endpoint?: string; tls?: object }) => ServicePuppet
  }
  'file-box': { readonly FileBox: { fromBase64(base64: string, name: string): FileBox } }
}

/** Loads one of wechaty's packages. Throws ERR_MODULE_NOT_FOUND where the optional part is not installed. */
export async function load<Name extends keyof Packages>(name: Name): Promise<Packages[Name]> {
  return (await import(name)) as Packages[Name] // by a name that is no literal: what is not there is not looked for in building
}

const PARTS = ['wechaty', 'wechaty-puppet', 'wechaty-puppet-service', 'file-box'] as const

/** One sentence with the command to run where the part is not installed; undefined where all of it can be loaded. */
export async function missingPart(
  find: (name: keyof Packages) => Promise<unknown> = load,
): Promise<string | undefined> {
  for (const name of PARTS)
    try {
      await find(name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
      return `设了 WECHATY_PUPPET，但微信个人号的可选组件没有装（缺 ${name}）。请在程序目录运行 npm ci --omit=dev --include=optional 再启动；不接个人号就去掉 WECHATY_PUPPET。`
    }
  return undefined
}
