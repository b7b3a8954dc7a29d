/** Names the channels as people call them. */
import { CHANNEL_TRAITS, channelLabel } from '../../core/channel-traits.ts'

export const channelWord = channelLabel

/** The names a channel of the desk may have. The official account goes by the name "wechat". */
export const CHANNEL_NAMES: readonly string[] = Object.keys(CHANNEL_TRAITS).filter((name) => !name.includes(':'))
