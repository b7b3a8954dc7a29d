/** What people read when a file cannot be taken: why, and what to do instead. */
import { FILE_QUOTAS, type FileRefusal } from '../file-quota.ts'
import { DIALOGUE } from './dialogue.ts'

const { conversation } = FILE_QUOTAS
const COUNTER = '急着交的材料，请直接送到窗口。'

export const FILE_REFUSED: Readonly<Record<FileRefusal, string>> = {
  conversation: `您今天发的文件够多了（一天最多${conversation.files}个、${conversation.megabytes}MB），这个没有收下，请明天再发。${COUNTER}`,
  address: `您用的这个网络今天发的文件太多，这个没有收下。请换手机流量再发，或者明天再发。${COUNTER}`,
  wide: `您用的这个网络今天发的文件太多，这个没有收下。请换手机流量再发，或者明天再发。${COUNTER}`,
  strangers: `今天从网页发来的文件太多，这个没有收下。请用微信、Telegram 发，或者明天再发；打字照常能问。${COUNTER}`,
  desk: `今天收到的文件太多，先不收了，请明天再发；打字照常能问。${COUNTER}`,
  'no-room': DIALOGUE.fileNoRoom,
  unreadable: '这张照片打不开，没有收下。请重新拍一张，或者截个图再发。',
  storage: `存文件的地方满了，暂时收不了照片和文件；打字照常能问。${COUNTER}`,
}

/** It was put aside too long without a case. */
export const FILE_GONE = '这个文件放得太久，已经删掉了。请重新发一次。'
