/** 一次性告知 without a case: everything an item asks for, issued in writing to somebody who only asked. */
import type { Staff } from '../../core/case/case.ts'
import type { Item } from '../../core/catalog/item.ts'
import { composeOneTime } from '../../core/notice/compose.ts'
import { type Issued, issueNotice } from '../../db/cases/notices.ts'
import type { RequestContext } from '../../db/context.ts'
import type { Tx } from '../../db/types.ts'

/** Issues the notice, numbered and kept as it was given; of whoever asked nothing is kept. */
export const tellOnce = (tx: Tx, ctx: RequestContext, by: Staff, item: Item): Promise<Issued> =>
  issueNotice(tx, ctx, {
    caseId: null,
    kind: 'one-time',
    content: composeOneTime(item, by, ctx.townContext.town, ctx.now),
    byStaffId: by.id,
  })
