/** Tells of matters the law gives to somebody else, in plain words, beside the offer to help (国办函〔2025〕66号：须走法定途径的，告知途径). */

// prettier-ignore
const OUTSIDE: readonly (readonly [look: RegExp, says: string])[] = [
  [/判决|判了|法院|开庭|上诉|执行局|强制执行|立案庭|传票|老赖/u,              '打官司、判决、执行归法院管，镇里不能过问。请找立案或者判决的那个人民法院。'],
  [/仲裁/u,                                                                    '申请了仲裁的，由仲裁委员会裁，镇里不能替它定。请找受理的仲裁委员会；不服裁决，可以按裁决书上写的去法院起诉。'],
  [/信访.{0,8}(受理|在办|办着|没(有)?结果|意见书|编号)|(复查|复核)意见|已经(在)?(信访|上访)/u, '已经在信访程序里的，由受理的单位按期给书面意见。不服的，照意见书上写的申请复查、复核，不用另外再登记。'],
  [/复议.{0,6}(受理|决定|在办|结果)|正在复议/u,                                '已经申请行政复议的，由复议机关决定。不服复议决定，照决定书上写的去法院起诉。'],
  [/立案侦查|刑事|拘留|案子|破案|笔录|诈骗|被骗|电信骗|小偷|盗窃|偷(了|走)|打架斗殴|交通事故|责任认定|肇事/u, '报案、破案、处罚、事故认定归公安管。正在发生的马上打 110，其余去辖区派出所。'],
  [/纪委|监委|贪污|受贿|行贿|贪官/u,                                            '干部违纪违法的线索，归纪检监察机关管，可以直接向他们反映。也可以在这里登记，本人和他的科室看不到。'],
]

/** What to tell first where the law gives a matter to somebody else; null where it does not. */
export const byLawElsewhere = (text: string): string | null =>
  OUTSIDE.find(([look]) => look.test(text.normalize('NFKC')))?.[1] ?? null
