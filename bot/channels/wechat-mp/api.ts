/** The official account's API: where it is, how it gives its access token, and by which codes it takes one back. */
import { type Client, makeClient, memoryShelf, type TokenShelf } from '../token-client.ts'

const WECHAT_MP_ROOT = 'https://api.weixin.qq.com'

/** Asked again while a token holds, `stable_token` gives the same one: each process may have its own. */
export function wechatMpClient(o: {
  readonly root?: string | undefined
  readonly appId: string
  readonly secret: string
  readonly timeoutMs: number
  readonly shelf?: TokenShelf | undefined
  readonly now: () => Date
}): Client {
  const body = { grant_type: 'client_credential', appid: o.appId, secret: o.secret, force_refresh: false }
  return makeClient({
    root: o.root ?? WECHAT_MP_ROOT,
    tokenCall: { path: '/cgi-bin/stable_token', body },
    tokenCodes: [40001, 40014, 42001],
    timeoutMs: o.timeoutMs,
    shelf: o.shelf ?? memoryShelf(),
    now: o.now,
  })
}
