/** The commands Telegram offers in its menu, and the words the desk knows them by. */

export interface MenuEntry {
  /** Telegram allows a–z, 0–9 and _ only. */
  readonly command: string
  /** What the desk hears instead of the bare command. */
  readonly says: string
  readonly description: string
}

export const MENU: readonly MenuEntry[] = [
  { command: 'help', says: '帮助', description: '怎么用' },
  { command: 'progress', says: '进度', description: '查办件进度' },
  { command: 'mine', says: '我的办件', description: '我的全部办件' },
  { command: 'human', says: '人工', description: '请工作人员回答' },
  { command: 'privacy', says: '隐私', description: '您的信息怎么用' },
]

/** A bare menu command as the desk's own word; a command with something behind it, or another one, stays. */
export function spoken(text: string): string {
  return MENU.find((entry) => `/${entry.command}` === text)?.says ?? text
}
