/** wechaty is an optional part: what the desk declares of it is what it is, and where it is absent that is said. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { types } from 'wechaty-puppet'
import { PuppetService } from 'wechaty-puppet-service'
import { expect, expectTypeOf, test } from 'vitest'
import { gatewayFault } from '../../bot/channels/wechat/puppets.ts'
import { type Puppet, load, missingPart } from '../../bot/channels/wechat/wechaty.ts'

interface Lock {
  packages: Record<
    string,
    { dev?: boolean; optional?: boolean; devOptional?: boolean; dependencies?: Record<string, string> }
  >
}
const root = join(import.meta.dirname, '../..')
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>

test('what is written down of a puppet is what the service has', () => {
  expectTypeOf<PuppetService>().toExtend<Puppet>()
  expect(Object.hasOwn(PuppetService.prototype, 'hookPayloadStore')).toBe(true)
  expect(types.Dirty.Contact).toBeTypeOf('number')
})

test('all of it can be loaded here', async () => {
  expect(await missingPart()).toBeUndefined()
  expect((await load('file-box')).FileBox.fromBase64('AA==', 'a').name).toBe('a')
})

test.each(['wechaty', 'file-box'])('%s not being there is one sentence with the command to run', async (absent) => {
  const find = (name: string) => import(name === absent ? `${name}-is-not-installed` : name) as Promise<unknown>
  const said = await missingPart(find)
  expect(said).toContain(`缺 ${absent}`)
  expect(said).toContain('npm ci --omit=dev --include=optional')
})

test('another fault of it is not taken for its absence', async () => {
  await expect(missingPart(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})

test('a test double is no way into WeChat', () => {
  expect(gatewayFault({ puppet: 'wechaty-puppet-mock' })).toContain('WECHATY_PUPPET')
})

test('nothing of it is installed without optional packages, and the double and what it brings never in production', () => {
  expect(Object.keys(manifest['dependencies']!).filter((name) => /wechaty|file-box/.test(name))).toEqual([])
  for (const name of ['wechaty', 'wechaty-puppet', 'wechaty-puppet-service', 'file-box', 'wechaty-grpc']) {
    const { optional, devOptional } = lock.packages[`node_modules/${name}`]!
    expect([name, optional === true || devOptional === true]).toEqual([name, true])
  }
  for (const name of ['wechaty-puppet-mock', 'faker'])
    expect([name, lock.packages[`node_modules/${name}`]!.dev]).toEqual([name, true])
})
