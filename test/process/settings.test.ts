/** Settings of one part are all there or none: half of them is a fault that is named before anything starts. */
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../config.ts'

const AES = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const APP = { WECOM_CORP_ID: 'ww1', WECOM_AGENT_ID: '1000002', WECOM_SECRET: 's', WECOM_TOKEN: 't', WECOM_AES_KEY: AES }
const SERVICE = { WECOM_CORP_ID: 'ww1', WECOM_KF_SECRET: 's', WECOM_KF_TOKEN: 't', WECOM_KF_AES_KEY: AES }

function faultsOf(given: Record<string, string>): readonly string[] {
  try {
    readConfig({ SECRET_KEY: 'k', ...given })
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.faults : [String(error)]
  }
}

test.each([APP, SERVICE, { ...APP, ...SERVICE }, {}])('whole parts and no part are taken (%#)', (given) => {
  expect(faultsOf(given)).toEqual([])
})

test.each([APP, SERVICE])('each missing setting is named (%#)', (whole) => {
  for (const name of Object.keys(whole)) {
    const half = Object.fromEntries(Object.entries(whole).filter(([n]) => n !== name))
    expect(faultsOf(half)).toEqual([expect.stringMatching(new RegExp(`就必须设 ${name}。$`))])
  }
})

test('a company alone is half of a part, and a key of another length is none', () => {
  expect(faultsOf({ WECOM_CORP_ID: 'ww1' })).toEqual([expect.stringContaining('只设了 WECOM_CORP_ID')])
  expect(faultsOf({ ...APP, WECOM_AES_KEY: 'short' })).toEqual(['WECOM_AES_KEY 不是平台给的 43 个字母和数字。'])
})
