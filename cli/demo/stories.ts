/** What the residents of a demonstration report, ask and are answered. `{村}` is a village; numbers of money or law there are none. */

export interface Report {
  /** Which department of the example town; another town's fallback takes it where it has none of that code. */
  readonly department: string
  /** An id of reports.yaml, where the town's folder has it. */
  readonly about: string
  readonly says: string
  readonly progress: string
  readonly reply: string
}

// prettier-ignore
export const REPORTS: readonly Report[] = [
  { department: 'GGB', about: 'streetlight', says: '{村}卫生室门口的路灯坏了三天了，晚上看不清路', progress: '已到现场看过，灯头坏了，正在配灯头。', reply: '{村}卫生室门口的路灯已换灯头，今晚亮起来请您看看。' },
  { department: 'GGB', about: 'streetlight', says: '{村}村口到小学那一排路灯都不亮了，孩子放学害怕', progress: '查到是线路断了，电工明天来接。', reply: '线路已接好，{村}村口到小学的路灯都亮了。' },
  { department: 'GGB', about: 'manhole', says: '{村}大集东头的井盖碎了一半，怕老人掉下去', progress: '已放警示桩围住，新井盖在路上。', reply: '{村}大集东头的井盖已换成新的，警示桩撤了。' },
  { department: 'GGB', about: 'garbage', says: '{村}南头的垃圾堆了一个多星期没人拉，都招苍蝇了', progress: '已通知清运队，明早先清这一处。', reply: '垃圾已清走，{村}南头改成每周清两次。' },
  { department: 'GGB', about: 'sewage', says: '{村}后街下水道堵了，污水流到路上', progress: '疏通车已排上，正在清前一段。', reply: '后街下水道已疏通，路面也冲洗过了。' },
  { department: 'GGB', about: 'road', says: '{村}到镇上的路有个大坑，昨天骑车摔了一个人', progress: '已拉上警示带，等天晴补路面。', reply: '大坑已用沥青补平，请您路过看看。' },
  { department: 'GGB', about: 'toilet', says: '{村}公厕没水了，味儿太大', progress: '水管冻裂了，正在换。', reply: '水管已换，公厕恢复供水并冲洗过。' },
  { department: 'GGB', about: 'water-supply', says: '{村}从昨天下午停水到现在，也没人说什么时候来', progress: '主管道漏水，抢修队已在挖。', reply: '漏点已修好，{村}恢复供水；以后停水提前在村群里通知。' },
  { department: 'GGB', about: 'construction', says: '{村}西边工地晚上十一点还在打桩，睡不着觉', progress: '已到工地，要求夜里停工。', reply: '工地已停止夜间打桩，再有夜里施工请马上打镇里电话。' },
  { department: 'ZFD', about: 'illegal-build', says: '{村}有人占着路边盖棚子，车都过不去', progress: '已到现场量过，发了限期拆除通知。', reply: '占路的棚子已由本人拆除，路通了。' },
  { department: 'ZFD', about: 'street-stall', says: '{村}学校门口摆摊的把人行道都占了', progress: '已劝离，这周每天放学有人在。', reply: '摊位已引导到大集里，学校门口每天放学有队员值守。' },
  { department: 'GAB', about: 'fire-hazard', says: '{村}小卖部后面堆了好多煤气罐，太危险了', progress: '已去检查，责令当天搬走。', reply: '煤气罐已搬走，店主写了保证，我们一个月后再查。' },
  { department: 'GAB', about: 'school-gate', says: '{村}小学门口放学时车太乱，差点碰着孩子', progress: '正在和交警商量划线。', reply: '校门口已划出等候区，放学时有人疏导。' },
  { department: 'NYB', about: 'river', says: '{村}边上的河里有人倒垃圾，水都臭了', progress: '河长已去看过，正在捞。', reply: '河里的垃圾已打捞，岸边立了牌子。' },
  { department: 'NYB', about: 'farm-water', says: '{村}东洼的机井坏了，麦子等着浇水', progress: '电机烧了，已送修。', reply: '机井电机修好了，今天已经出水。' },
  { department: 'NYB', about: 'land-dispute', says: '{村}我家承包地的边被邻居往这边犁了一垄', progress: '已约两家明天到地头一起量。', reply: '两家在场重新量过，立了界石，都签了字。' },
  { department: 'GFB', about: 'disability-access', says: '{村}卫生室门口台阶太高，轮椅上不去', progress: '已请施工队看过，能修坡道。', reply: '坡道已修好，也装了扶手。' },
  { department: 'SFS', about: 'neighbour', says: '{村}邻居家空调外机对着我家窗户，说了几次不听', progress: '调解员已分别和两家谈过。', reply: '两家商量好了，外机已移到山墙，签了调解协议。' },
]

/** Asked of an item, `{事}`. The desk's own answers follow. */
export const QUESTIONS = [
  '办{事}要什么材料',
  '{事}几天能办好',
  '{事}要不要钱',
  '{事}去哪儿办',
  '想办{事}，我这样的能办吗',
  '{事}能让孩子代办吗',
] as const

/** Asked of the office, or of what it does not do. */
export const SMALL_TALK = ['你们几点上班', '周六上班吗', '谢谢', '你是机器人吗', '身份证丢了去哪儿补'] as const

/** Said with an application of `{事}`. */
export const APPLICATIONS = [
  '我想办{事}，材料都带来了',
  '给我母亲办{事}，她腿脚不好来不了',
  '上次问过{事}，今天把材料交上',
] as const

export const PAPERS = ['居民户口簿复印件', '银行卡复印件', '授权委托书', '近期一寸照片两张'] as const

// prettier-ignore
export const COMPLAINTS = [
  { says: '中午去窗口等了四十分钟没有人，也没挂牌子说什么时候回来', reply: '查了当天的值班表，确有二十分钟没有人顶岗。已改成中午两人轮换，窗口挂出值班牌，向您道歉。', upheld: true },
  { says: '打电话问事，接电话的说不归他管就挂了', reply: '已听录音，态度确实生硬，科室已当面批评，并请他给您回电话道歉。', upheld: true },
  { says: '办事的人让我跑了三趟，每次说的材料都不一样', reply: '三次记录都调出来看了，第一次已一次告知全部，后两次是您问别的事项。已当面给您解释清楚。', upheld: false },
] as const

/** Put in the publication register: category, title, body. */
// prettier-ignore
export const PUBLICATIONS = [
  { department: 'DQZX', category: '机构职能', title: '各科室职责和办公地点', body: '党群服务中心：综合窗口收件、首问接待。\n党政办公室：政务公开、督办、热线承办。' },
  { department: 'GFB', category: '社会救助', title: '临时救助对象公示', body: '本期拟批准的临时救助对象已在各村公示栏公示，有不同意见请在公示期内提出。' },
  { department: 'DZB', category: '筹资筹劳', title: '村西道路筹资筹劳方案', body: '道路硬化，村民筹资部分按受益面积分摊，分户明细见村公示栏。' },
  { department: 'NYB', category: '惠农补贴', title: '耕地地力保护补贴核对通知', body: '各户面积已在村里公示，请核对；有出入的到村委会或者农业发展办公室登记。' },
  { department: 'GGB', category: '公共设施', title: '冬季路灯检修安排', body: '本月逐村检修，坏灯可在网上报，也可以告诉村委会。' },
  { department: 'GFB', category: '养老服务', title: '助餐点开放时间', body: '各村助餐点工作日中午开放，需要送餐的提前一天说。' },
] as const

/** Put in public: about a thing published, `about` and `id` as the register has them. */
// prettier-ignore
export const CHALLENGES = [
  { department: 'DZB', about: 'disclosure', aboutId: '3', says: '村西修路的钱是怎么分摊的，为什么各家不一样？', reply: '按受益面积分摊，分户明细已在村公示栏公布，听证会上逐户解释。', hearing: true },
  { department: 'GGB', about: 'disclosure', aboutId: '5', says: '路灯检修为什么总是先修镇上，村里排到最后？', reply: '您问得对。本月起按报修先后排，顺序每周在公开栏公布，欢迎监督。', hearing: false },
  { department: 'GFB', about: 'disclosure', aboutId: '2', says: '公示里看不出各户为什么批，能不能把标准写上？', reply: '从下一期起，公示同时附上认定条件的出处；个人困难情况涉及隐私，不公开。', hearing: false },
] as const

/** What is said about a breach by who answers for it, by the head, by the leading group. */
export const BREACH_WORDS = {
  explain: [
    '当天下乡入户，没有及时看消息，是我的疏忽。',
    '配件到货晚了，没有提前告诉群众。',
    '手上件多，排漏了这一件。',
  ],
  comment: ['情况属实，已要求每天早晚各看一次待办。', '情况属实，科室已补上值班。'],
  uphold: ['可以预见，应当提前告知并申请延期，没有正当理由。', '超过了公开承诺的时限，理由不成立。'],
  dismiss: ['当天停电有记录，并已电话告知本人，有正当理由。'],
  measure: ['限期整改，下次例会说明。', '提醒谈话，记入考核。'],
  do: ['已建台账，每天核对到期件。', '已和同事约好互相提醒，外出时请人代收。'],
} as const
