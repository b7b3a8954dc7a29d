/** WeCom's API: where it is, how it gives its access token, and by which codes it takes one back. */
import { type Client, makeClient, memoryShelf } from './token-client.ts'

const WECOM_ROOT = 'https://qyapi.weixin.qq.com'

/** No longer valid, and expired; 40001 speaks of the secret, and is met when a token was taken back with it. */
const TOKEN_CODES: readonly number[] = [40001, 40014, 42001]

/**
 * Calls with a token of this process alone: asked again while one holds, WeCom gives the same one
 * (developer.work.weixin.qq.com/document/path/91039).
 */
export function wecomClient(o: {
  readonly root?: string | undefined
  readonly corpId: string
  readonly secret: string
  readonly timeoutMs: number
  readonly now: () => Date
}): Client {
  const asked = new URLSearchParams({ corpid: o.corpId, corpsecret: o.secret })
  return makeClient({
    root: o.root ?? WECOM_ROOT,
    tokenCall: { path: `/cgi-bin/gettoken?${asked.toString()}` },
    tokenCodes: TOKEN_CODES,
    timeoutMs: o.timeoutMs,
    shelf: memoryShelf(),
    now: o.now,
  })
}
