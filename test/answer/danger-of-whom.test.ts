/** First words fit who is in danger: the writer, somebody the writer watches over, somebody far away, a child. */
import { describe, expect, test } from 'vitest'
import { ofAnother } from '../../core/answer/danger/of-another.ts'
import { sayDanger } from '../../core/messages/danger.ts'

describe('who may harm themselves', () => {
  test.each([
    '爹瘫着 我今天坐羊圈里拿着绳子坐了一下午 寻思我没了他们娘几个是不是能吃上低保',
    '孩子他爸走了三年了 我把药都攒好了',
    '我妈不知道 我昨晚在桥上站了半宿想跳下去',
    '媳妇跟人跑了 我不想活了',
    '儿子不认我，我寻思喝点药算了',
    '我是她男人 活起拖累一屋人 东西我收在柴房的 等她赶场去了就清净了',
  ])('the writer: %s', (text) => expect(ofAnother(text)).toBe(false))

  test.each([
    '我弟在楼顶站着不下来',
    '我妈攥着一瓶农药不撒手',
    '隔壁老李头留了条子人不见了 说不想活了',
    '同学发朋友圈说割腕了',
    '我劝不住 我爸把绳子都找好了',
    '孙儿给我发了句奶奶以后莫为我操心了，还把手机密码跟压岁钱放哪都告诉我了，门反起的喊不开',
  ])('somebody else: %s', (text) => expect(ofAnother(text)).toBe(true))
})

describe('somebody else is beaten or locked in', () => {
  test.each([
    '我妹发微信说她男人把她锁屋里 手机快没电了 说今天不签字就弄死她',
    '隔壁又把媳妇关屋里打 叫得吓人',
    '我闺女让她婆家扣住了不让走 打电话哭',
  ])('the teller is not sent to hide: %s', (text) => {
    for (const kind of ['violence', 'threat'] as const) {
      expect(sayDanger(kind, text)).toMatch(/^马上打 110/)
      expect(sayDanger(kind, text)).not.toMatch(/先躲开|先到人多/)
    }
  })

  test.each(['他把我锁屋里了 要打死我', '我男人喝了酒打我 孩子吓得哭'])('the writer is: %s', (text) =>
    expect(sayDanger('violence', text)).toMatch(/^先躲开/),
  )
})

test.each([
  '儿子领回来个同学 一身都是烟头烫的眼 说他后爸烫的 今晚不敢回去 我送不送',
  '楼下小丫头叫她后妈拿皮带抽得满身伤',
])('a child that is hurt at home is kept where it is safe: %s', (text) => {
  expect(sayDanger('sexual', text)).toMatch(/110[^]*别送回去/)
  expect(sayDanger('violence', text)).toMatch(/110[^]*别送回去/)
})
