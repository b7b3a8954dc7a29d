/** What people call the ways out of the desk. */

// prettier-ignore
export const CHANNEL_WORDS: Readonly<Record<string, string>> = { web: '网页聊天', telegram: 'Telegram', wechat: '微信', webhook: '推送' }

export const channelWord = (name: string): string => CHANNEL_WORDS[name] ?? name
