/** Whose word about an address is believed: the setting, and the address a request is taken to come from. */
import fc from 'fast-check'
import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../config.ts'
import { readTrustProxy } from '../../web/trusted-proxies.ts'

async function addressSeen(setting: string, peer: string, forwarded: string | null): Promise<string> {
  const read = readTrustProxy(setting)
  if (!read.ok) throw new Error(read.because)
  const app = fastify({ trustProxy: read.trusts })
  app.get('/', async (request) => request.ip)
  const headers = forwarded === null ? {} : { 'x-forwarded-for': forwarded }
  return (await app.inject({ url: '/', remoteAddress: peer, headers })).body
}

const RESIDENT = '203.0.113.9'
const FORGED = '198.51.100.1'

// prettier-ignore
const SEEN: readonly (readonly [why: string, setting: string, peer: string, forwarded: string | null, seen: string])[] = [
  ['nobody in front',                            'loopback',            RESIDENT,            null,                                   RESIDENT],
  ['forged, nobody in front',                    'loopback',            RESIDENT,            FORGED,                                 RESIDENT],
  ['a proxy here',                               'loopback',            '127.0.0.1',         RESIDENT,                               RESIDENT],
  ['forged through a proxy here',                'loopback',            '::1',               `${FORGED}, ${RESIDENT}`,               RESIDENT],
  ['a container bridge, not named',              'loopback',            '172.18.0.1',        RESIDENT,                               '172.18.0.1'],
  ['a container bridge',                         'uniquelocal',         '172.18.0.1',        RESIDENT,                               RESIDENT],
  ['the same over a socket for both families',   'uniquelocal',         '::ffff:172.18.0.1', RESIDENT,                               RESIDENT],
  ['by network',                                 '172.18.0.0/16',       '172.18.0.1',        `${FORGED}, ${RESIDENT}`,               RESIDENT],
  ['outside that network',                       '172.18.0.0/16',       '172.19.0.1',        RESIDENT,                               '172.19.0.1'],
  ['by address',                                 '10.1.2.3',            '10.1.2.3',          RESIDENT,                               RESIDENT],
  ['an IPv6 proxy',                              'fd00::/8',            'fd00::5',           '2001:db8::7',                          '2001:db8::7'],
  ['two in a row, both named',                   '10.0.0.2, 10.0.0.1',  '10.0.0.2',          `${FORGED}, ${RESIDENT}, 10.0.0.1`,     RESIDENT],
  ['two in a row, the outer not named',          '10.0.0.2',            '10.0.0.2',          `${FORGED}, ${RESIDENT}, 10.0.0.1`,     '10.0.0.1'],
  ['two here, each adding',                      'loopback,2',          '127.0.0.1',         `${FORGED}, ${RESIDENT}, 127.0.0.1`,    RESIDENT],
  ['two here, asked from this machine',          'loopback,2',          '127.0.0.1',         `${FORGED}, 127.0.0.1, 127.0.0.1`,      '127.0.0.1'],
  ['two here, only the inner adding',            'loopback,1',          '127.0.0.1',         `${FORGED}, 127.0.0.1`,                 '127.0.0.1'],
  ['a number alone: on this machine',            '2',                   '127.0.0.1',         `${FORGED}, ${RESIDENT}, 127.0.0.1`,    RESIDENT],
  ['a number alone, and a peer elsewhere',       '2',                   RESIDENT,            FORGED,                                 RESIDENT],
  ['an inner resident behind one proxy',         'uniquelocal,1',       '172.18.0.1',        `${FORGED}, 192.168.1.20`,              '192.168.1.20'],
  ['none',                                       'none',                '127.0.0.1',         FORGED,                                 '127.0.0.1'],
  ['a header that is no address',                'loopback',            '127.0.0.1',         'unknown',                              'unknown'],
]

test.each(SEEN)('%s: with %s, from %s saying %s, the sender is %s', async (_why, setting, peer, forwarded, seen) => {
  expect(await addressSeen(setting, peer, forwarded)).toBe(seen)
})

describe('TRUST_PROXY', () => {
  const ENV = { SECRET_KEY: 'x', DATA_DIR: '/tmp' }

  test.each([
    '',
    ',',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '::/0',
    '10.0.0.0/8/8',
    '10.0.0',
    'loopback,',
    '2,3',
    '0',
    '10',
    'loopback,none',
    'true',
    '*',
  ])('%j is named at start, its text is not', (text) => {
    if (text === '') return expect(readConfig({ ...ENV, TRUST_PROXY: text }).values.TRUST_PROXY).toBe('loopback')
    const faults = () => readConfig({ ...ENV, TRUST_PROXY: text })
    expect(faults).toThrow(ConfigError)
    expect(faults).toThrow(/^TRUST_PROXY 里.*（第 \d 项）。$/)
  })

  test('is read from the settings', () => {
    const { trustProxy } = readConfig({ ...ENV, TRUST_PROXY: '172.18.0.0/16, loopback, 2' })
    expect([trustProxy('172.18.0.1', 0), trustProxy('127.0.0.1', 1), trustProxy('127.0.0.1', 2), trustProxy('8.8.8.8', 0)]).toEqual([true, true, false, false]) // prettier-ignore
  })
})

describe('whatever the setting and whoever asks', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 40 })
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), anyText)
  const net = fc.constantFrom(
    'loopback',
    'linklocal',
    'uniquelocal',
    '10.0.0.0/8',
    '192.168.1.7',
    'fd00::/8',
    '2001:db8::/32',
  )
  const hop = fc.nat({ max: 12 })

  test.each(['constructor', '__proto__', 'toString'])('“%s” is no name of addresses', (name) => {
    expect(readTrustProxy(name)).toMatchObject({ ok: false })
  })

  test('a text is a setting or is refused by the place of what cannot be read, never by its words', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.array(fc.oneof(net, anyText, fc.constantFrom('2', 'none'))).map((e) => e.join(','))), address, hop, (setting, from, at) => {
        const read = readTrustProxy(setting)
        if (read.ok) expect(typeof read.trusts(from, at)).toBe('boolean')
        else expect(read.because).toMatch(/（第 \d+ 项）$/)
      }),
    ) // prettier-ignore
  })

  test('naming more trusts more, and further away never more', () => {
    const trusts = (setting: string) => {
      const read = readTrustProxy(setting)
      return read.ok ? read.trusts : () => false
    }
    fc.assert(
      fc.property(fc.uniqueArray(net, { minLength: 1 }), net, fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }), address, hop, (nets, more, hops, from, at) => {
        const few = [...nets, ...(hops === null ? [] : [String(hops)])].join(',')
        if (trusts(few)(from, at)) expect(trusts(`${few},${more}`)(from, at)).toBe(true)
        if (trusts(few)(from, at + 1)) expect(trusts(few)(from, at)).toBe(true)
        expect(trusts('none')(from, at)).toBe(false)
      }),
    ) // prettier-ignore
  })

  test('what is claimed before the first address that is not trusted changes nothing', async () => {
    const outer = fc.ipV4().filter((a) => !/^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168)\./.test(`${a}.`))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.ipV4(), fc.constantFrom('unknown', '127.0.0.1', 'x')), { maxLength: 5 }), outer, async (claimed, resident) => {
        expect(await addressSeen('uniquelocal,loopback', '10.0.0.1', [...claimed, resident].join(', '))).toBe(resident)
      }),
      { numRuns: 40 },
    ) // prettier-ignore
  })
})
