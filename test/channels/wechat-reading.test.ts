/** What the desk makes of a WeChat message: types, groups, mentions, quotes, numbers. */
import { describe, expect, test } from 'vitest'
import { types } from 'wechaty-puppet'
import { printedTail, printNumbered } from '../../core/messages/print-choices.ts'
import { readIncoming, TYPES, type Told } from '../../bot/channels/wechat/incoming.ts'
import { cutMention } from '../../bot/channels/wechat/mention.ts'
import { splitQuote } from '../../bot/channels/wechat/quote.ts'

const NOW = new Date('2026-11-23T01:00:00Z')
const SELF = { id: 'desk', names: ['小助手', '首问(村民群)'] }
const told = (more: Partial<Told>): Told => ({
  id: 'm1',
  type: TYPES.Text,
  talkerId: 'alice',
  text: '你好',
  timestamp: NOW.getTime(),
  ...more,
})
const read = (more: Partial<Told>) => readIncoming(told(more), SELF, NOW)
const inGroup = (text: string, mentionIdList: string[] = []) => read({ roomId: 'g@chatroom', text, mentionIdList })
const LINE = '- - - - - - - - - - - - - - -'

describe('reading', () => {
  test('the numbers of message types are those of wechaty', () => {
    const numbers = Object.entries(types.Message).filter(([name]) => Number.isNaN(Number(name)))
    expect(TYPES).toEqual(Object.fromEntries(numbers))
  })

  test('a private text is told with its sender, seconds and milliseconds alike', () => {
    const expected = {
      id: 'm1',
      from: { channel: 'wechat', id: 'alice' },
      sender: 'alice',
      group: false,
      sentAt: NOW,
      body: { kind: 'text', text: '你好' },
    }
    expect(read({})).toEqual(expected)
    expect(read({ timestamp: NOW.getTime() / 1000 })).toEqual(expected)
    expect(read({ timestamp: 0 })).toEqual(expected)
  })

  test.each([
    ['its own words', { talkerId: 'desk' }],
    ['a message taken back', { type: TYPES.Recalled }],
    ['a moment', { type: TYPES.Post }],
    ['an empty text', { text: '' }],
    ['group talk that does not mention it', { roomId: 'g@chatroom' }],
    ['a photo in a group', { roomId: 'g@chatroom', type: TYPES.Image }],
  ] as const)('the desk does not hear %s', (_, more) => {
    expect(read(more)).toBeUndefined()
  })

  test.each([
    ['Emoticon', 'sticker'],
    ['Video', 'video'],
    ['Location', 'location'],
    ['Contact', 'contact'],
    ['Transfer', 'unknown'],
    ['Url', 'unknown'],
    ['Unknown', 'unknown'],
  ] as const)('%s is something it cannot read: %s', (type, what) => {
    expect(read({ type: TYPES[type] })?.body).toEqual({ kind: 'other', what })
  })

  test('a recording is heard, and a place read from the XML of WeChat', () => {
    expect(read({ type: TYPES.Audio, filename: 'a.sil' })?.body).toMatchObject({ kind: 'voice', name: 'a.sil', type: 'audio/silk' }) // prettier-ignore
    const xml =
      '<?xml version="1.0"?><msg><location x="40.01" y="117.4" scale="16" label="集市东头" maptype="0" poiname="[位置]"/></msg>'
    const place = { kind: 'place', lat: 40.01, lon: 117.4, system: 'gcj02', label: '集市东头' }
    expect(read({ type: TYPES.Location, text: xml })?.body).toEqual(place)
    expect(read({ type: TYPES.Location, text: '<location x="a" y="" label=""/>' })?.body).toEqual({ kind: 'other', what: 'location' }) // prettier-ignore
  })

  test('a type added later is something it cannot read, not an error', () => {
    expect(read({ type: 99 })?.body).toEqual({ kind: 'other', what: 'unknown' })
  })

  test('photos and files carry a name and a type', () => {
    expect(read({ type: TYPES.Image })?.body).toMatchObject({ kind: 'file', name: '图片.jpg', type: 'image/jpeg' })
    const file = { kind: 'file', name: '申请表.docx', size: 0 }
    expect(read({ type: TYPES.Attachment, filename: '申请表.docx' })?.body).toMatchObject(file)
  })
})

describe('groups', () => {
  test.each([
    ['@小助手\u2005低保怎么办', '低保怎么办'],
    ['@小助手 低保怎么办', '低保怎么办'],
    ['低保怎么办 @小助手', '低保怎么办'],
    ['@首问(村民群)\u2005低保怎么办', '低保怎么办'],
    ['@小助手', ''],
  ])('a mention by name is cut off: %s', (text, said) => {
    expect(inGroup(text)).toMatchObject({
      from: { id: 'g@chatroom' },
      sender: 'alice',
      group: true,
      body: { kind: 'text', text: said },
    })
  })

  test('a mention under a name the desk does not know is believed to the gateway', () => {
    expect(inGroup('@镇里的机器人\u2005低保怎么办', ['desk'])?.body).toEqual({ kind: 'text', text: '低保怎么办' })
  })

  test('another person of a longer name is not the desk', () => {
    expect(inGroup('@小助手二号\u2005在吗')).toBeUndefined()
    expect(cutMention('@小助手二号\u2005在吗', ['小助手'])).toEqual({ named: false, text: '@小助手二号\u2005在吗' })
  })

  test('quoting the desk is speaking to it, quoting a neighbour is not', () => {
    expect(inGroup(`「小助手：办件 BS20261123-0007」\n${LINE}\n已联系`)).toMatchObject({
      quoted: '办件 BS20261123-0007',
      body: { text: '已联系' },
    })
    expect(inGroup(`「老王：吃了吗」\n${LINE}\n吃了`)).toBeUndefined()
  })
})

describe('quotes', () => {
  const quotes: [string, string, { quoted: string; text: string } | undefined][] = [
    ['one line', `「张三：明天来」\n${LINE}\n好`, { quoted: '明天来', text: '好' }],
    ['several lines', `「张三：一\n二」\n${LINE}\n好\n的`, { quoted: '一\n二', text: '好\n的' }],
    [
      'a quote in a quote',
      `「甲：「乙：一」\n${LINE}\n二」\n${LINE}\n三`,
      { quoted: `「乙：一」\n${LINE}\n二`, text: '三' },
    ],
    ['a half-width colon and Windows lines', `「A: x」\r\n${LINE}\r\ny`, { quoted: 'x', text: 'y' }],
    ['no name', `「公告」\n${LINE}\n收到`, { quoted: '公告', text: '收到' }],
    ['brackets alone', '「张三：明天来」', undefined],
    ['plain words', '你好', undefined],
    [
      'the XML of newer clients',
      '<?xml version="1.0"?><msg><appmsg appid=""><title>好 &amp; 行</title><type>57</type><refermsg><type>1</type>' +
        '<displayname>小助手</displayname><content>办件 1 &lt; 2</content></refermsg></appmsg></msg>',
      { quoted: '办件 1 < 2', text: '好 & 行' },
    ],
    [
      'XML that quotes an app message',
      '<msg><appmsg><title>好</title><refermsg><content>&lt;msg&gt;&lt;appmsg appid=""&gt;&lt;title&gt;表格.xlsx' +
        '&lt;/title&gt;&lt;/appmsg&gt;&lt;/msg&gt;</content></refermsg></appmsg></msg>',
      { quoted: '表格.xlsx', text: '好' },
    ],
    ['broken XML', '<msg><appmsg><refermsg>', undefined],
    ['XML with a document type', '<!DOCTYPE x><msg><appmsg><title>a</title><refermsg><content>b</content></refermsg></appmsg></msg>', undefined], // prettier-ignore
  ]
  test.each(quotes)('%s', (_, text, expected) => {
    expect(splitQuote(text)).toEqual(expected && { who: expect.any(String) as string, ...expected })
  })

  test('a quoted reply that comes as an app message is still a text', () => {
    const text = '<msg><appmsg><title>好</title><refermsg><content>x</content></refermsg></appmsg></msg>'
    expect(read({ type: TYPES.Url, text })).toMatchObject({ quoted: 'x', body: { kind: 'text', text: '好' } })
  })
})

describe('numbers for choices', () => {
  const choices = Array.from({ length: 12 }, (_, index) => ({ label: `第${index + 1}项`, value: `v${index + 1}` }))
  test('choices are printed from 1 in their order, the link on its own line', () => {
    const link = { label: '告知书', url: 'https://x.cn/1' }
    expect(printNumbered({ text: '请选', choices: choices.slice(0, 2), link })).toBe(
      '请选\n\n1. 第1项\n2. 第2项\n\n告知书：\nhttps://x.cn/1',
    )
    expect(printNumbered({ text: '您好' })).toBe('您好')
    expect(printedTail({})).toBe(0)
    expect(printedTail({ choices: choices.slice(0, 1) })).toBe('\n\n1. 第1项'.length)
  })
})
