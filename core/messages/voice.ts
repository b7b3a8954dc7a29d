/** What people read about voice messages. */
import type { Choice } from '../channel.ts'
import { DIALOGUE } from './dialogue.ts'

export const VOICE = {
  heard: (words: string): string => `我听到的是：“${words}”，对吗？`,
  choices: [
    { label: '对', value: 'heard:yes' },
    { label: '不对，我再说一遍', value: 'heard:no' },
    { label: '请人听', value: 'heard:person' },
  ] as readonly Choice[],
  /** After what is said of a danger. */
  heardUrgent: (words: string): string => `（我听到的是：“${words}”。听错了就再说一遍。）`,
  again: '好，请靠近一点、慢一点再说一遍；也可以打字。',
  lost: DIALOGUE.cannotRead.voice,
  staff: '语音我这里不能照办，请打字，或者在网页工作台里写。',
  given: (department: string, due: string): string => `录音已交给${department}的工作人员听，${due}答复您。`,
  givenToCase: (number: string, department: string, due: string): string =>
    `录音已放进 ${number}，交给${department}的工作人员听${due ? `，${due}答复您` : ''}。`,
  /** In the case, where nothing was understood. */
  onlyRecorded: '（语音留言，请听录音）',
  unchecked: (words: string): string => `（语音留言，请听录音。机器听到的，本人没有确认：“${words}”）`,
} as const
