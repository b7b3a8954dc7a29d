/** Where WeCom's API is, and how it gives and takes back its access token. */

export const WECOM_ROOT = 'https://qyapi.weixin.qq.com'

/** developer.work.weixin.qq.com/document/path/91039: asked again while a token holds, it gives the same one. */
export const wecomTokenCall = (corpId: string, secret: string): { path: string } => ({
  path: `/cgi-bin/gettoken?${new URLSearchParams({ corpid: corpId, corpsecret: secret }).toString()}`,
})

/** No longer valid, and expired; 40001 speaks of the secret, and is met when a token was taken back with it. */
export const WECOM_TOKEN_CODES: readonly number[] = [40001, 40014, 42001]
