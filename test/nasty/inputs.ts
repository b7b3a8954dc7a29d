/** Inputs nobody should send and somebody always does. One list, tried on every route (routes.db.test.ts) and mixed by the fuzzer (test/faults/fuzz.ts). */

/** A text that may stand in an address, a field or a JSON value. */
export type NastyText = readonly [name: string, text: string]
/** A whole body, with the type it claims. */
export interface NastyBody {
  readonly name: string
  readonly type: string | undefined
  readonly body: string | Buffer
}

/** Half a character is none: what an address or a form can carry of a text. */
export const carried = (text: string): string =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')

const long = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

// prettier-ignore
export const NASTY_TEXTS: readonly NastyText[] = [
  // characters a database or a page cannot hold
  ['empty', ''], ['blank', ' '], ['NUL', '\0'], ['NUL within', 'BS20261123-0001\0x'], ['many NUL', '\0'.repeat(500)],
  ['high surrogate', '\ud800'], ['low surrogate', '\udfff'], ['surrogates turned round', '\udc00\ud800'], ['half a face', `坏了${'😀'[0]}`],
  ['byte order mark', '\ufeff办低保'], ['not a character', '\uffff\ufffe'], ['replacement', '\ufffd'.repeat(50)], ['private use', '\ue000\uf8ff'],
  ['control characters', '\x01\x02\x03\x07\x08\x0b\x0c\x1b\x7f'], ['C1 controls', '\x80\x85\x9f'], ['line ends', '\r\n\r\n\n\r'], ['line separators', '\u2028\u2029'],
  ['vertical', '\v\f'], ['escape sequence', '\x1b[2J\x1b]0;x\x07'], ['turned round', '\u202e\u202dtxt.exe'], ['invisible', '\u200b\u200c\u200d\u2060\u00ad'],
  ['joined faces', '👨‍👩‍👧‍👦'.repeat(30)], ['flags', '🇨🇳🇨'], ['accents piled up', `e${'\u0301'.repeat(400)}`], ['Hangul pieces', '\u1100\u1161\u11a8'.repeat(40)],
  ['ligature that grows', 'ﷺ'.repeat(100)], ['dotless i', 'İıſK'], ['full width', 'ＢＳ２０２６１１２３－０００１'], ['old digits', '٠١٢٣٤۵۶'], ['circled', '①②③㊿'],
  ['traditional', '辦理低保須要哪些證件'], ['tags', '\u{e0041}\u{e0042}'], ['variation', '葛\u{e0100}'], ['highest', '\u{10ffff}'],
  // numbers that are none
  ['zero', '0'], ['minus zero', '-0'], ['minus one', '-1'], ['1e309', '1e309'], ['-1e309', '-1e309'], ['Infinity', 'Infinity'], ['-Infinity', '-Infinity'], ['NaN', 'NaN'],
  ['above 32 bits', '2147483648'], ['above 63 bits', '9223372036854775808'], ['above 53 bits', '9007199254740993'], ['below 63 bits', '-9223372036854775809'], ['hundred digits', '9'.repeat(100)],
  ['fraction', '1.5'], ['tiny', '5e-324'], ['hex', '0x7fffffff'], ['octal', '0777'], ['plus', '+1'], ['with spaces', ' 1 '], ['thousands', '1,000,000'], ['two dots', '1.2.3'],
  // dates that are none
  ['30 February', '2026-02-30'], ['month 13', '2026-13-01'], ['year 0', '0000-00-00'], ['year 99999', '99999-01-01'], ['far future', '+275760-09-14'], ['minus year', '-0001-01-01'], ['quarter 9', '2026-Q9'], ['hour 25', '25:61'], ['instant', '2026-11-23T00:00:00+99:99'],
  // words other languages would act on
  ['quote', "'"], ['SQL', "'; drop table cases; --"], ['SQL comment', '/*'], ['like', '%_\\%'], ['dollar quote', '$$;select pg_sleep(9)$$'], ['placeholder', '$1 $2 ? :x'], ['markup', '<img src=x onerror=alert(1)>'], ['end of CDATA', ']]>'], ['entity', '&#0;&#xd800;&lol;'], ['doctype', '<!DOCTYPE x [<!ENTITY a "b">]>'],
  ['template', '${7*7}{{7*7}}<%=7%>'], ['formula', '=HYPERLINK("http://x")'], ['shell', '$(id)`id`|id;id'], ['path', '../../../../etc/passwd'], ['path of another kind', '..\\..\\windows\\win.ini'], ['absolute path', '/dev/zero'], ['pattern', '(a+)+$[[[*?+'], ['backslashes', '\\'.repeat(300)],
  ['format', '%s%n%x%99999d'], ['percent', '%'], ['percent alone', '%zz%0'], ['percent of nothing', '%00%c0%ae'], ['plus and ampersand', 'a+b&c=d;e#f'], ['JSON in it', '{"a":[1,{"b":null}]}'], ['address inward', 'http://127.0.0.1:1/'], ['address of a file', 'file:///etc/passwd'], ['script address', 'javascript:alert(1)'], ['address without end', `https://${'a.'.repeat(130)}com/`], ['address with a name', 'https://user:pass@[::1]:99999/'],
  // names an object has of itself
  ['__proto__', '__proto__'], ['constructor', 'constructor'], ['hasOwnProperty', 'hasOwnProperty'], ['toString', 'toString'], ['undefined', 'undefined'], ['null', 'null'], ['true', 'true'], ['array', '[]'], ['object', '[object Object]'],
  // what the desk reads numbers, codes and commands from
  ['command', '答复 BS20261123-0001'], ['command without end', '转办 BS20261123-0001 GGB '.repeat(20)], ['slash', '/bind'], ['slash with NUL', '/bind \0ABCDEFGH'], ['identity number', '120225198001015678'], ['digits apart', '1 3 8 0 0 1 3 8 0 0 0'], ['look-alike number', 'BS20261123–0007'], ['number of case 0', 'BS00000000-0000'], ['choice', 'case:withdraw:999999999999999999999'],
  // long ones
  ['200 characters', long('办低保要什么材料', 200)], ['4,097 characters', long('漏', 4_097)], ['10,000 digits in lines', long('\n9', 10_000)], ['20,000 faces', long('😀', 20_000)], ['20,001 brackets', '('.repeat(20_001)],
]

/** Secrets that must not be found in any table once they were said: numbers nobody needs in a chat. */
export const SECRETS = [
  '120225198001015678',
  '110101199003072316',
  '6228480012345678901',
  '81000019800101123X',
  'E12345678',
] as const
const [ID, CHECKED, CARD, HK, PASSPORT] = SECRETS
const wide = (text: string): string => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const han = (text: string): string => text.replace(/\d/g, (d) => [...'零一二三四五六七八九'][Number(d)]!)

/** What people really say and paste, and what slips through where only one spelling is known: names, numbers, commands. */
// prettier-ignore
export const NASTY_SAID: readonly NastyText[] = [
  // commands with what dictation, copying and groups add
  ...['我的办件。', '我的办件！', '“我的办件”', '我 的 办 件', '／ｍｉｎｅ', '/mine@TownBot', '/start poster1', '/start ' + 'x'.repeat(80), '催办。', '催 办', '撤回？', '撤回。', '进度，', '人工～', '帮助…', '退订！', '评价 5', '报名 ３', '报名 99999999999', '报名 0', '取消报名 99999999999999999999', '附议', '附议 ＢＳ２０２６１１２３－０００１', '更正', '更正 0007', '更正 0007 是三组', '更正 李秀英 138 1234 567', '订阅 不存在的科', '质询', '质询 公开栏怎么不更新', '质询 违诺 99999999999', '质询 考核 0000-99', '窗口登记', '确认电话', '/bind ＡＢＣＤ－ＥＦＧＨ', '绑定：abcdefgh', '忘记我。', '听证', '1', '１', '①', '1️⃣', '第1个', '都不是', '再登记一次'].map((t) => [`word: ${t.slice(0, 20)}`, t] as const),
  // case numbers
  ...['bs20261123-0001', 'BS20261123—0001', 'BS20261123——0001', 'BS 2026 1123 0001', 'BS202611230001', 'BS20261123_0001', '编号：BS20261123-0001。', 'BS20261123-0001BS20261123-0002', 'BS20261123-', 'BS-0001', 'BS99999999-9999', 'BS20261123-999999999999', 'JD20261123 0001', '尾号0001', '0001号', '#0001'].map((t) => [`number: ${t}`, t] as const),
  // names and telephones
  ...['王', '𠮷田一郎 13812345678', '古丽米热·阿不都热合曼 13812345678', '古丽米热•阿不都热合曼 138 1234 5678', '李秀英 138123 45678', '李秀英 138 1234 567', '李秀英 138123456789', '13812345678李秀英', '打13812345678找我就行', '我叫李秀英，座机（022）2912－3456转8012', '0086-138-1234-5678', '+852 9123 4567', '+86', '138', '١٣٨١٢٣٤٥٦٧٨', '1 3 8 1 2 3 4 5 6 7 8', '李秀英' + '·'.repeat(30), '王'.repeat(50), 'a@b.c.d.e.f.g.h', '13812345678'.repeat(50)].map((t) => [`contact: ${t.slice(0, 20)}`, t] as const),
  // numbers that are never needed, in every spelling
  ...[ID, CHECKED, HK, wide(ID), wide(CHECKED).toLowerCase(), han(ID), `${ID.slice(0, 6)} ${ID.slice(6, 14)} ${ID.slice(14)}`, ID.split('').join(' '), ID.split('').join('\u200b'), `${ID.slice(0, 9)}—${ID.slice(9)}`, `身份证${ID}银行卡${CARD}`, CARD, CARD.replace(/(\d{4})/g, '$1 '), wide(CARD), `护照${PASSPORT}`, PASSPORT.toLowerCase(), `我叫李秀英${ID}电话13812345678`, `订单${CHECKED}`, `${ID}\0`, `\ud800${ID}\udc00`].map((t, i) => [`secret ${i}`, t] as const),
  // days, times, amounts
  ...['2026-02-30', '2026年13月40日', '腊月廿三', '下下周八', '25点70分', '99999999999999999999天', '-5', '3.5天', '延期 0001 99999999999', '中止 0001 现场勘验 99999999999', '召开听证 0001 明天 下午2点半 99999999999 镇政府', '代理 李四 到 腊月廿三'].map((t) => [`day: ${t.slice(0, 20)}`, t] as const),
]

const deep = (open: string, close: string, n: number): string => open.repeat(n) + close.repeat(n)
const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'
const MULTI = 'multipart/form-data; boundary=b'
const part = (head: string, body: string, end = '--b--\r\n'): string => `--b\r\n${head}\r\n\r\n${body}\r\n${end}`
const json = (name: string, body: string): NastyBody => ({ name, type: JSON_TYPE, body })

// prettier-ignore
export const NASTY_BODIES: readonly NastyBody[] = [
  json('JSON: nothing', ''), json('JSON: null', 'null'), json('JSON: a number', '1e309'), json('JSON: a text', '"x"'), json('JSON: a list', '[[],[[]]]'), json('JSON: cut short', '{"text":"'), json('JSON: two', '{}{}'), json('JSON: NUL', '{"text":"\\u0000"}'), json('JSON: NUL unescaped', '{"text":"\0"}'), json('JSON: lone surrogate', '{"text":"\\ud800","number":"\\udfff"}'),
  json('JSON: Infinity', '{"text":1e309,"limit":-1e309,"score":1e309}'), json('JSON: NaN', '{"text":NaN}'), json('JSON: deep lists', deep('[', ']', 5_000)), json('JSON: deep objects', `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`), json('JSON: deep in a field', `{"text":${deep('[', ']', 1_000)}}`), json('JSON: __proto__', '{"__proto__":{"admin":true},"text":"x"}'), json('JSON: constructor', '{"constructor":{"prototype":{"a":1}}}'), json('JSON: same name twice', '{"text":"a","text":["b"]}'), json('JSON: wrong kinds', '{"text":{},"choice":[],"file":1,"client":null,"number":true}'), json('JSON: huge', `{"text":"${'A'.repeat(700_000)}"}`),
  json('JSON: many names', `{${Array.from({ length: 3_000 }, (_, i) => `"k${i}":${i}`).join()}}`), json('JSON: byte order mark', '\ufeff{"text":"x"}'), { name: 'JSON: UTF-16', type: JSON_TYPE, body: Buffer.from('{"text":"x"}', 'utf16le') }, { name: 'JSON: broken UTF-8', type: JSON_TYPE, body: Buffer.from([0x7b, 0x22, 0x74, 0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]) }, { name: 'JSON: another character set', type: 'application/json; charset=gb18030', body: Buffer.from([0x7b, 0x22, 0xb0, 0xec, 0x22, 0x3a, 0x31, 0x7d]) },
  json('JSON: file that is none', '{"file":{"name":"\\u0000../../a.png","type":"\\ud800","data":"%%%"}}'), json('JSON: file of no bytes', '{"file":{"name":"a.png","data":""}}'), json('JSON: file of other bytes', '{"file":{"name":"a.png","data":"iVBORw0KGgo="},"caption":"\\ud800"}'),
  { name: 'form: repeated', type: FORM, body: 'text=a&text=b&text=&csrf=a&csrf=b&number=1&number=2' }, { name: 'form: brackets', type: FORM, body: 'text[]=a&text[x]=b&__proto__[x]=1' }, { name: 'form: broken percent', type: FORM, body: 'text=%&number=%E0%A4%A&%=%%' }, { name: 'form: NUL', type: FORM, body: 'text=%00&number=%00&name=%00' }, { name: 'form: many', type: FORM, body: 'a=1&'.repeat(2_000) }, { name: 'form: no value', type: FORM, body: '&&=&=&text&' }, { name: 'form: broken bytes', type: FORM, body: 'text=%ff%fe%ed%a0%80' },
  { name: 'multipart: no boundary', type: 'multipart/form-data', body: 'x' }, { name: 'multipart: empty boundary', type: 'multipart/form-data; boundary=', body: '--\r\n\r\n' }, { name: 'multipart: long boundary', type: `multipart/form-data; boundary=${'b'.repeat(300)}`, body: 'x' }, { name: 'multipart: only the end', type: MULTI, body: '--b--\r\n' }, { name: 'multipart: nothing', type: MULTI, body: '' }, { name: 'multipart: no head', type: MULTI, body: '--b\r\n\r\nx\r\n--b--\r\n' }, { name: 'multipart: no name', type: MULTI, body: part('content-disposition: form-data', 'x') }, { name: 'multipart: cut short', type: MULTI, body: part('content-disposition: form-data; name="text"', 'x', '') },
  { name: 'multipart: __proto__', type: MULTI, body: part('content-disposition: form-data; name="__proto__"', 'x') }, { name: 'multipart: NUL in the name', type: MULTI, body: part('content-disposition: form-data; name="file"; filename="a\0.png"\r\ncontent-type: image/png', '\x89PNG\r\n\x1a\n') }, { name: 'multipart: name of a path', type: MULTI, body: part('content-disposition: form-data; name="file"; filename="../../\u202egnp.exe"', '%PDF-1.4') }, { name: 'multipart: broken UTF-8 name', type: MULTI, body: Buffer.concat([Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="'), Buffer.from([0xff, 0xfe, 0xed, 0xa0, 0x80]), Buffer.from('"\r\n\r\n%PDF-1.4\r\n--b--\r\n')]) }, { name: 'multipart: long head', type: MULTI, body: part(`content-disposition: form-data; name="file"; x="${'y'.repeat(20_000)}"`, 'x') }, { name: 'multipart: another multipart', type: MULTI, body: part('content-disposition: form-data; name="file"\r\ncontent-type: multipart/mixed; boundary=c', '--c\r\n\r\nx\r\n--c--') }, { name: 'multipart: unknown encoding', type: MULTI, body: part('content-disposition: form-data; name="text"\r\ncontent-transfer-encoding: x-none', 'x') },
  { name: 'no type', type: undefined, body: '{"text":"x"}' }, { name: 'empty type', type: '', body: 'x' }, { name: 'type that is none', type: ';;;,', body: 'x' }, { name: 'type of broken text', type: 'application/json; charset="', body: '{}' }, { name: 'unknown type', type: 'application/x-shouwen', body: 'x' }, { name: 'text', type: 'text/plain', body: '您好' }, { name: 'XML', type: 'text/xml', body: '<xml><MsgType>text</MsgType></xml>' }, { name: 'XML: billion laughs', type: 'text/xml', body: '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Content>&b;</Content></xml>' }, { name: 'XML: deep', type: 'application/xml', body: `${'<a>'.repeat(3_000)}${'</a>'.repeat(3_000)}` },
  { name: 'bytes', type: 'application/octet-stream', body: Buffer.from(Array.from({ length: 2_048 }, (_, i) => (i * 151) % 256)) }, { name: 'compressed', type: JSON_TYPE, body: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0x56, 0x2a]) },
]

/** Query strings that are not made of names and values. */
// prettier-ignore
export const NASTY_QUERIES: readonly NastyText[] = [
  ['broken percent', '%&%zz=%0&q=%'], ['broken UTF-8', 'q=%c0%ae%ff%fe&number=%ed%a0%80'], ['repeated', 'q=a&q=b&q=c&page=1&page=2&limit=1&limit=2&period=x&period=y'], ['brackets', 'q[]=1&q[x]=2&__proto__[x]=1&limit[$gt]=0'], ['no names', '&&&===&&'], ['question marks', '???q=?&#'], ['many', 'a=1&'.repeat(1_000)],
  ['signature of é', `timestamp=1764000000&nonce=n&signature=${'é'.repeat(40)}&msg_signature=${'é'.repeat(40)}&encrypt_type=aes`], ['signature repeated', 'timestamp=1764000000&signature=a&signature=b&nonce=n&nonce=m'], ['semicolons', 'q=1;page=2;;'],
]

/** Headers that routes read. */
// prettier-ignore
export const NASTY_HEADERS: readonly (readonly [name: string, headers: Readonly<Record<string, string>>])[] = [
  ['cookies of nothing', { cookie: ';;=;shouwen_chat=;shouwen_desk=%;shouwen_said=%%%; =' }], ['cookie of é', { cookie: `shouwen_chat=a.${'\xe9'.repeat(43)}; shouwen_desk=\xff\xfe` }], ['said that is no JSON', { cookie: 'shouwen_said=bnVsbA; shouwen_type=\xff' }], ['long cookie', { cookie: `shouwen_chat=${'a.'.repeat(3_000)}` }],
  ['bearer of nothing', { authorization: 'Bearer ' }], ['bearer of é', { authorization: `Bearer ${'\xe9'.repeat(60)}` }], ['basic', { authorization: 'Basic Og==' }], ['session of é', { 'x-session': `x.${'\xe9'.repeat(43)}` }], ['secret of é', { 'x-telegram-bot-api-secret-token': '\xe9'.repeat(12) }], ['token of é', { 'x-csrf': '\xe9'.repeat(43) }],
  ['forwarded nonsense', { 'x-forwarded-for': ',,unknown, 999.1.1.1, ::ffff:x, [', 'x-forwarded-host': '\\', 'x-forwarded-proto': 'x' }], ['many hops', { 'x-forwarded-for': Array.from({ length: 500 }, (_, i) => `10.0.${i % 256}.1`).join() }],
  ['event id', { 'last-event-id': '99999999999999999999' }], ['accepts nothing', { accept: ';q=,*/', 'accept-encoding': 'br;q=x,,gzip;', 'accept-language': ';;' }], ['origin that is none', { origin: 'http://[', 'sec-fetch-site': 'x' }], ['host that is none', { host: '\\\\[::' }], ['range', { range: 'bytes=9-1,-,x' }], ['since', { 'if-modified-since': 'x', 'if-none-match': '"\xe9' }], ['look-up code', { 'x-lookup-code': '\xe9\xff' }], ['expects', { 'x-desk': '\xff' }],
]

export const NASTY_COUNT = NASTY_TEXTS.length + NASTY_BODIES.length + NASTY_QUERIES.length + NASTY_HEADERS.length
