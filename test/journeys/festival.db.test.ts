/**
 * A town office over Spring Festival 2026, from outside: the desk as a process, clerks in Telegram, residents in Telegram
 * and the web chat, each day begun by starting the process at that day. 14 and 28 February are Saturdays that are worked;
 * 15 to 23 February is the holiday.
 */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTown, type Person, type Town, type WebPerson } from '../support/outside.ts'
import { PICTURES } from '../support/pictures.ts'

let town: Town
let zhang: Person
let wang: Person
let head: Person
let zhao: Person
let sun: Person
let zhou: Person
let li: WebPerson

beforeAll(async () => {
  town = await openTown('2026-02-09T09:00')
  ;[zhang, wang, head, zhao, sun] = await Promise.all([
    town.staff('张', 501, 'NYB'),
    town.staff('王', 502, 'NYB'),
    town.staff('科长', 503, 'NYB', 'head'),
    town.staff('赵', 504, 'GGB'),
    town.staff('孙', 505, 'DZB'),
  ])
  zhou = town.telegram('周大娘', 601)
  li = await town.web('老李')
}, 400_000)
afterAll(async () => {
  if (process.env['TRANSCRIPT']) writeFileSync(process.env['TRANSCRIPT'], town.transcript.join('\n'))
  await town.stop()
}, 60_000)

const HOUSE = 'BS20260209-0001'
const LAMP = 'BS20260209-0002'
const FILE = 'BS20260209-0003'
const WELL = 'BS20260213-0001'
let lookup = ''
const linkIn = (text: string): string => /http\S+\/notices\/[\w-]+/.exec(text)![0]

test('Monday 9 February: an application, a report and a request for information are met the same morning', async () => {
  await li.chooses('apply:zhaijidi')
  await li.sees('给谁办')
  await li.taps('自己')
  await li.sees('手上有哪几样')
  await li.says('1 2')
  await li.sees('✓ 2.')
  await li.taps('交给工作人员看')
  await li.sees('请留个姓名和电话')
  await li.says('李秀英 13812345678')
  const opened = await li.sees(/编号：BS20260209-0001[^]*最晚2月14日（周六）前告诉您是否受理、还差什么/)
  lookup = /查询码：(\w{6})/.exec(opened)![1]!
  await zhang.sees(/【新办件】BS20260209-0001[^]*受理或补正 2月14日（周六）前/)
  await zhang.taps('认领')
  await li.sees('农业发展办公室的张是您的首问责任人')
  await zhang.says(`查 ${HOUSE}`)
  await zhang.sees('收到材料次日（2月10日）起第5个工作日为2月14日；2月14日周六为调休上班日')

  await zhou.says('人工')
  await zhou.sees('请用一句话')
  await zhou.says('村口路灯坏了三天了')
  await zhou.sees(/编号：BS20260209-0002[^]*公共管理办公室[^]*最晚2月14日（周六）前答复您/)
  await zhao.sees(/【新办件】BS20260209-0002/)
  await zhao.taps('认领')
  await zhou.sees('公共管理办公室的赵是您的首问责任人')

  await li.chooses('apply:xinxi-gongkai')
  await li.sees('想要什么信息')
  await li.says('2025年村西排水工程的施工合同')
  await li.sees('怎么给您')
  await li.taps('在这里看')
  await li.sees(/编号：BS20260209-0003[^]*最晚3月13日（周五）前答复您/)
  await sun.sees(/时限：接单[^]*；答复 3月13日（周五）前/)
}, 600_000)

test('Tuesday 10 February: one supplement list, in writing; a transfer is asked for', async () => {
  await town.goTo('2026-02-10T15:30')
  await zhang.says(`补正 ${HOUSE} 户口簿复印件；村民会议记录`)
  const notice = linkIn(await zhang.sees('文书：'))
  await li.sees(/一次说全：\n1\. 户口簿复印件\n2\. 村民会议记录\n请在3月2日（周一）前补交/)
  expect(await town.page(notice)).toMatch(/材料补正通知书（一次性告知） 别政补告〔2026〕1号[^]*3月2日（周一）前补正/)
  await zhang.says(`补正 ${HOUSE} 还要照片`)
  await zhang.sees('现在是“待补材料”，不能补正')
  await sun.says(`认领 ${FILE}`)
  await li.sees(/的孙是您的首问责任人[^]*最晚3月13日（周五）前答复您/)
  await zhao.says(`转办 ${LAMP} 王 路灯在田边`)
  await wang.sees(/【转办，请接收】[^]*▸ 路灯在田边[^]*接收转办 2月11日（周三）内/)
}, 600_000)

test('Wednesday 11 February: nobody took it, so it comes back; the resident urges, once a day', async () => {
  await town.goTo('2026-02-11T10:35')
  await zhao.sees(/转办没人接收，仍由您办/)
  await zhou.says('催办')
  await zhou.sees('已帮您催办')
  await zhao.sees(/【催办】BS20260209-0002/)
  await zhou.says('催办')
  await zhou.sees('今天已经催过')
  await zhao.says(`进展 ${LAMP} 电工周五来看`)
  await zhou.sees('有进展：\n电工周五来看')
  await zhao.sees('已送达本人')
}, 600_000)

test('Friday 13 February: the papers are in before the holiday; a transfer is taken; a caller is registered', async () => {
  await town.goTo('2026-02-13T15:00')
  await li.sends('../../户口.jpg', 'image/jpeg', new Uint8Array(PICTURES['image/jpeg']))
  await li.sees(`已放进 ${HOUSE}`)
  await li.says('已补齐')
  await li.sees('最晚2月27日（周五）前告诉您是否受理')
  await zhang.sees('【材料已补】')
  await zhang.says(`补正 ${HOUSE} 还要照片`)
  await zhang.sees('补正只能一次告知全部')
  await zhao.says(`转办 ${LAMP} 王 归田管所`)
  await wang.sees('【转办，请接收】')
  await wang.taps('接收')
  await zhou.sees(/已转给农业发展办公室的王办理[^]*首问责任人赵会一直跟到底/)
  await zhao.sees('【对方已接收】')
  await zhang.says('代办登记 李庄机井坏了，来电 联系人 钱大爷 13900001111')
  await zhang.sees(/已登记 BS20260213-0001[^]*答复期限：2月27日（周五）前[^]*这个聊天不能收个人信息/)
}, 600_000)

test('Saturday 14 February is worked: acceptance, a result, a bad rating, a reopening decided by another', async () => {
  await town.goTo('2026-02-14T08:31')
  await wang.sees(/【今日待办】2月14日（周六）[^]*今天到期（1）/)
  await zhang.says(`受理 ${HOUSE}`)
  await li.sees(/今天受理了。\n最晚3月13日（周五）前办完/)
  expect(await town.page('/track', { number: HOUSE, code: lookup })).toMatch(/受理次日（2月15日）起第15个工作日为3月13日；2月28日周六为调休上班日；2月15日至23日春节放假不计/) // prettier-ignore

  await wang.says(`办结 ${LAMP} 路灯修好了`)
  await zhou.sees(/办好了：\n路灯修好了[^]*2月28日（周六）前不回就算办好了/)
  await zhao.sees(/【办结】BS20260209-0002/)
  await zhou.taps('办好了')
  await zhou.sees('结案')
  await zhou.taps('不满意')
  await zhou.sees('哪里不满意')
  await zhou.says('只亮了一天')
  await zhou.sees('会有人回访您')
  await zhao.sees(/【差评，请回访】[^]*▸ 本人说：只亮了一天[^]*差评回访 2月28日（周六）前/)
  await zhou.says('没解决')
  await zhou.sees('没解决的是哪一点')
  await zhou.says('又不亮了')
  await zhou.sees('由另一位负责人决定')
  await head.sees(/【申请重办，请决定】[^]*▸ 又不亮了[^]*重办决定 2月24日（周二）前/)
  await wang.says(`批准 ${LAMP}`)
  await wang.sees('“批准”不在您的权限里')
  await head.taps('批准')
  await zhou.sees(/重新办理。王会接着处理。\n最晚2月28日（周六）前答复您/)
}, 600_000)

test('Tuesday 24 February: the first morning after; the caller is phoned, the application changes hands', async () => {
  await town.goTo('2026-02-24T08:31')
  await zhang.sees(/【今日待办】2月24日（周二）/)
  await zhang.says(`答复 ${WELL} 机井周四修`)
  await zhang.sees('本人没有聊天账号，请电话告知后发“联系”登记')
  await zhang.says(`联系 ${WELL} 电话告诉钱大爷了，他同意`)
  await zhang.sees('已联系')
  await zhang.says(`转办 ${HOUSE} 王 他管这个村`)
  await wang.sees('【转办，请接收】')
  await wang.taps('接收')
  const slip = linkIn(await wang.sees('文书：'))
  await li.sees(/已转给农业发展办公室的王办理[^]*首问责任人张会一直跟到底/)
  await zhang.sees('【对方已接收】')
  expect(await town.page(slip)).toMatch(/首问转办单 别政转〔2026〕2号[^]*首问责任人张继续跟踪/)
}, 600_000)

test('25 to 27 February: a procedure stands the clock still for two working days; a third party is asked', async () => {
  await town.goTo('2026-02-25T09:00')
  await wang.says(`中止 ${HOUSE} 现场踏勘 2`)
  const notice = linkIn(await wang.sees('文书：'))
  await li.sees('这段时间不算在办理期限里')
  await zhang.sees('【中止】')
  expect(await town.page(notice)).toContain('别政特〔2026〕1号')
  await town.goTo('2026-02-27T16:00')
  await wang.says(`恢复 ${HOUSE}`)
  await li.sees(/接着办了。\n最晚3月17日（周二）前办完/)
  await sun.says(`征求 ${FILE} 宏达公司：施工合同的单价`)
  const asked = await sun.sees(/对方提意见期限 2026-03-19[^]*发给宏达公司的征询书/)
  await li.sees('依法要先问对方的意见')
  const letter = /征询书（请打印送达）：(http\S+)/.exec(asked)![1]!
  expect(await town.page(letter)).toMatch(/第三方意见征询书 别政公征〔2026〕1号 宏达公司：[^]*15个工作日内/)
}, 600_000)

test('Saturday 28 February is worked: an extension granted by another, once; the lamp is answered, the rating visited', async () => {
  await town.goTo('2026-02-28T09:00')
  await wang.says(`延期 ${HOUSE} 5 邻居有异议要核实`)
  await head.sees(/【申请延期，请批准】[^]*▸ 5天。邻居有异议要核实/)
  await wang.says(`批准 ${HOUSE}`)
  await wang.sees('“批准”不在您的权限里')
  await head.says(`批准 ${HOUSE}`)
  const notice = linkIn(await head.sees('文书：'))
  await li.sees(/需要多一些时间。\n原因：邻居有异议要核实\n最晚3月24日（周二）前办完/)
  expect(await town.page(notice)).toMatch(/别政延〔2026〕1号[^]*原届满日2026年3月17日[^]*新的届满日：2026年3月24日/)
  await wang.says(`延期 ${HOUSE} 1 再来`)
  await wang.sees('只能延期一次')
  await wang.says(`答复 ${LAMP} 换了新灯，晚上去看过亮着`)
  await zhou.sees(/答复您：\n换了新灯[^]*3月6日（周五）前不回就算解决了/)
  await zhao.says(`联系 ${LAMP} 上门回访，大娘说亮了`)
  await zhao.sees('已联系')
  await zhou.taps('解决了')
  await zhou.sees('结案')
  await zhou.taps('满意')
  await zhou.sees('谢谢您的评价')
}, 600_000)

test('10 March: completed in writing, relayed, received, confirmed and rated', async () => {
  await town.goTo('2026-03-10T09:00')
  await wang.says(`查 ${HOUSE}`)
  await wang.sees(/2月26日至27日因现场踏勘暂停计时/)
  await wang.says(`办结 ${HOUSE} 批准书已做好，请带身份证到窗口领取`)
  const notice = linkIn(await wang.sees('文书：'))
  await li.sees(/办好了：\n批准书已做好/)
  await wang.sees('已送达本人')
  await zhang.sees('【办结】')
  await head.says(`用印 ${HOUSE}`)
  await head.sees(/别政补告〔2026〕1号[^]*别政办〔2026〕1号/)
  await li.taps('已收到')
  await li.sees('记下您已收到')
  await li.taps('办好了')
  await li.sees('结案')
  await li.taps('非常满意')
  await li.sees('谢谢您的评价')
  const page = await town.page(notice)
  expect(page).toMatch(/已于2026年3月10日 09:0\d盖章[^]*已于2026年3月10日 09:0\d送达/)
  expect(page).toMatch(/别政办〔2026〕1号[^]*已延长5个工作日[^]*届满日2026年3月24日；实际于2026年3月10日办结/)
  expect(page).toMatch(/您已于2026年3月10日 09:0\d确认收到/)
}, 600_000)

test('20 March: a silent third party holds the request no longer; the refusal says reconsideration first', async () => {
  await town.goTo('2026-03-20T08:31')
  await sun.sees('对方到期没提意见，已恢复计时，请依法决定')
  await li.sees(/BS20260209-0003 接着办了。\n最晚4月3日（周五）前答复您/)
  await sun.says(`答复 ${FILE} 不予公开 15 理由：单价是商业秘密`)
  const notice = linkIn(await sun.sees('文书：'))
  await li.sees(/信息公开答复：\n根据《政府信息公开条例》第15条/)
  expect(await town.page(notice)).toMatch(/别政公复〔2026〕1号[^]*答复类型：不予公开[^]*应当先自收到之日起60日内/)
  expect(await town.town('audit', 'verify')).toContain('完好')
}, 600_000)
