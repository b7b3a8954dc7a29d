/** What the desk refuses: one plain sentence and what to do next, in the desk's own frame. */

// prettier-ignore
export const DESK_REFUSALS = {
  'signed-out': { status: 401, title: '请先登录',         say: '还没有登录，或者登录已经到时间。请在您平时接办件的聊天里发“网页”，点收到的链接进来。' },
  'stale-form': { status: 403, title: '请重新打开这一页', say: '这一页放得太久或者不是从工作台打开的，刚才的操作没有做。请回到工作台重新打开再办。' },
  'not-yours':  { status: 404, title: '没有这一页',       say: '没有找到这一页，或者不归您办。请从左上角“我的工作”再找。' },
  'no-action':  { status: 400, title: '没看懂这次操作',   say: '刚才的操作没有做：发来的内容不对。请回到那一页再试。' },
} as const satisfies Record<string, { status: number; title: string; say: string }>

export type DeskRefusal = keyof typeof DESK_REFUSALS

export class DeskError extends Error {
  override readonly name = 'DeskRefused'
  readonly refusal: DeskRefusal
  readonly statusCode: number
  constructor(refusal: DeskRefusal) {
    super(refusal)
    this.refusal = refusal
    this.statusCode = DESK_REFUSALS[refusal].status
  }
}

export const deskError = (name: DeskRefusal): DeskError => new DeskError(name)
