/** The shape of the project: what may import what, and what core never does. The tables below are the rules. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { disorder, readJournal } from '../db/migrate.ts'

const root = resolve(import.meta.dirname, '..')

interface Rule {
  readonly folders: readonly string[]
  /** null: any. */
  readonly packages: readonly string[] | null
}

// prettier-ignore
const MAY: Readonly<Record<string, Rule>> = {
  core:      { folders: ['core'],                                   packages: ['zod', 'opencc-js', 'pinyin-pro'] },
  db:        { folders: ['db', 'core'],                             packages: ['drizzle-orm', 'postgres', '@electric-sql/pglite', 'zod'] },
  services:  { folders: ['services', 'core', 'db', 'adapters'],     packages: ['zod'] },
  adapters:  { folders: ['adapters', 'core', 'db'],                 packages: null },
  bot:       { folders: ['bot', 'core', 'db', 'services', 'adapters'], packages: null },
  scheduler: { folders: ['scheduler', 'core', 'db', 'services'],    packages: ['node-cron'] },
  web:       { folders: ['web', 'core', 'db', 'services', 'adapters'], packages: null },
  cli:       { folders: ['cli', 'core', 'db', 'services', 'adapters', 'bot', 'scheduler', 'web', 'root'], packages: null },
  root:      { folders: ['root', 'core', 'db', 'services', 'adapters', 'bot', 'scheduler', 'web', 'cli'], packages: null },
}

/** Packages that only these files or folders may import: what is replaced one day is in one place. */
// prettier-ignore
const ONLY: Readonly<Record<string, RegExp>> = {
  nodejieba:              /^adapters\/segmenter\.ts$/,
  'opencc-js':            /^core\/answer\//,
  'pinyin-pro':           /^core\/answer\//,
  telegraf:               /^bot\/channels\/telegram(\.ts$|\/)/,
  wechaty:                /^bot\/channels\/wechat\/wechaty\.ts$/,
  'wechaty-puppet':       /^bot\/channels\/wechat\/wechaty\.ts$/,
  'file-box':             /^bot\/channels\/wechat\/wechaty\.ts$/,
  'wechaty-puppet-service': /^bot\/channels\/wechat\/wechaty\.ts$/,
  'fast-xml-parser':      /^bot\/channels\/(wechat|flat-xml\.ts)/,
  'drizzle-orm':          /^db\//,
  postgres:               /^db\/drivers\/postgres\//,
  '@electric-sql/pglite': /^db\/drivers\/embedded\//,
  'node-cron':            /^scheduler\//,
  'write-excel-file':     /^adapters\/xlsx\.ts$|^adapters\/catalog-xlsx\.ts$/,
  'read-excel-file':      /^adapters\/catalog-xlsx\.ts$/,
  'prom-client':          /^adapters\/metrics\.ts$/,
}

/** Channels are peers: none knows another. What two share lies beside them and names no platform. */
const CHANNELS = readdirSync(join(root, 'bot/channels'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
const channelOf = (path: string): string | null => {
  const name = /^bot\/channels\/([\w-]+?)(?:\.ts$|\/)/.exec(path)?.[1]
  return name && CHANNELS.includes(name) ? name : null
}

const folderOf = (path: string): string => (path.includes('/') ? path.split('/')[0]! : 'root')

const sources: readonly string[] = [
  ...Object.keys(MAY)
    .filter((folder) => folder !== 'root')
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${folder}/${file}`),
    ),
  ...readdirSync(root).filter((file) => /^[a-z-]+\.ts$/.test(file) && !file.includes('.config.')),
].sort()

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')
const FROM = /^\s*(?:import|export)\b[^'"]*?\bfrom\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm // prettier-ignore

/** What a file imports: project files by path from the root, packages by name. */
function importsOf(file: string): { files: string[]; packages: string[] } {
  const specs = [...textOf(file).matchAll(FROM)].map((m) => m[1] ?? m[2] ?? m[3] ?? '')
  return {
    files: specs.filter((s) => s.startsWith('.')).map((s) => relative(root, resolve(root, dirname(file), s))),
    packages: specs
      .filter((s) => !s.startsWith('.') && !s.startsWith('node:'))
      .map((s) =>
        s
          .split('/')
          .slice(0, s.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  }
}

describe.each(sources)('%s', (file) => {
  const { files, packages } = importsOf(file)
  const rule = MAY[folderOf(file)]!

  test('imports only what its folder may', () => {
    expect(files.filter((f) => !rule.folders.includes(folderOf(f)))).toEqual([])
    expect(packages.filter((p) => rule.packages !== null && !rule.packages.includes(p))).toEqual([])
    expect(packages.filter((p) => ONLY[p] && !ONLY[p].test(file))).toEqual([])
  })

  test('is short enough to read', () => {
    expect(textOf(file).split('\n').length).toBeLessThanOrEqual(300)
  })

  test('says first what it is for', () => {
    expect(textOf(file)).toMatch(/^(#!.*\n)?\/(\*\*|\/)/)
  })
})

test.each(sources.filter((file) => channelOf(file)))('%s knows no other channel', (file) => {
  const others = importsOf(file).files.filter((f) => channelOf(f) !== null && channelOf(f) !== channelOf(file))
  expect(others).toEqual([])
})

describe('core', () => {
  const core = sources.filter((file) => folderOf(file) === 'core')
  const code = (file: string) => textOf(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')

  test.each(core)('%s takes time, ids and chance as arguments and keeps no state', (file) => {
    expect(code(file)).not.toMatch(/\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/)
    expect(code(file)).not.toMatch(/^(export )?let /m)
    expect(code(file)).not.toMatch(/\bprocess\.(env|hrtime|exit)\b|\bsetTimeout\(|\bsetInterval\(|\bfetch\(/)
  })

  test.each(core)('%s touches no file and no network', (file) => {
    expect(textOf(file)).not.toMatch(/from 'node:(fs|net|http|https|child_process|dns)/)
  })
})

test('time is asked of the clock that main.ts makes, never of the database', () => {
  const sql = sources.filter((file) => ['db', 'scheduler', 'bot', 'web'].includes(folderOf(file)))
  expect(sql.filter((file) => /\b(now\(\)|current_timestamp|current_date)(?=[^`]*`)/i.test(sqlOf(file)))).toEqual([])
})

/** The text of sql`…` templates of a file. */
const sqlOf = (file: string): string =>
  [...textOf(file).matchAll(/sql(?:<[^>]*>)?`[^`]*`/g)].map((m) => m[0]).join('\n')

test('nobody matches errors by their text or swallows them in silence', () => {
  const bad = sources.filter((file) => /\.catch\(\(\) => \{\s*\}\)|\.message\.includes\(/.test(textOf(file)))
  expect(bad).toEqual([])
})

test('no work is left as a note in the code', () => {
  expect(sources.filter((file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(textOf(file)))).toEqual([])
})

test('migrations are dated in the order they run', () => {
  expect(disorder(readJournal())).toBeUndefined()
})
