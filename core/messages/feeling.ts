/** One human sentence to somebody in grief, alone or angry; what is done next stands after it. */
import type { Feeling } from '../answer/policy/feeling.ts'

export const FEELING_SAYS: Readonly<Record<Feeling, string>> = {
  grief: '请您节哀，先顾好自己。',
  alone: '您心里不好受，别一个人扛着。',
  trips: '让您跑了这么多趟，对不住。',
  angry: '让您生气了，对不住。',
}

// 12356: 国家卫健委心理援助热线（2025-05-01起）
/** Told of a death or of being alone, and nothing asked. */
export const COMFORT = {
  grief: `${FEELING_SAYS.grief}\n要办的事不急，想好了说一声“先办啥”，我一样一样告诉您。\n想有人说说话，打 12356，白天黑夜都有人听；要镇里、村里的人来帮您，点下面。`,
  alone: `${FEELING_SAYS.alone}\n想有人说说话，打 12356，白天黑夜都有人听您慢慢说。\n要镇里、村里的人跟您联系，点下面，登记后有编号，按时答复您。`,
} as const

/** Angry, and no matter named yet. */
export const ANGRY_NO_MATTER =
  '您说说是哪件事，我马上给您登记，有编号，按时答复您。\n不想多说，点“登记”，工作人员来问您。'
