/** Imports the catalogue from a file, checks and exports it (`town catalog check|import|export FILE`): YAML or a spreadsheet. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { diffItems } from '../core/catalog/diff.ts'
import { missingPoints, openBlanks } from '../core/catalog/check-points.ts'
import type { Catalog } from '../core/catalog/item.ts'
import { UserError } from '../core/errors.ts'
import { readTown } from '../town-files.ts'
import { sayChecked } from './catalog-yaml.ts'
import { readCatalogFile, sayDiff, writeCatalogFile } from './catalog-file.ts'
import { type CommandRow, operate, out } from './reach-desk.ts'

const USAGE =
  '用法：catalog check|import|export 文件（.yaml 或 .xlsx）；import 加 --dry-run 只看会改什么；catalog blanks 看还有哪些数没填'

export const catalogCommand: CommandRow = {
  help: 'catalog check|import|export 文件.yaml|.xlsx [--dry-run]，catalog blanks　事项目录，还没填的数',
  async run(args, config) {
    const { values, positionals } = parseArgs({
      args,
      options: { 'dry-run': { type: 'boolean' } },
      allowPositionals: true,
    })
    const [verb = '', file = ''] = positionals
    if (verb === 'blanks') {
      const open = openBlanks(readTown(config().townDir))
      return out(
        open.length === 0
          ? '都填好了。'
          : `还有 ${open.length} 处没填（填在 local.yaml 的 value 里）：\n${open.map((b) => `  ${b.key}　${b.label}　问${b.ask}`).join('\n')}`,
      )
    }
    if (!['check', 'import', 'export'].includes(verb) || !file) throw new UserError(USAGE)
    const c = config()
    if (verb === 'export') {
      const catalog = (await operate(c, 'catalog.export', null)) as Catalog | null
      if (!catalog) throw new UserError('还没有事项目录，先启动一次或 import。')
      writeFileSync(file, await writeCatalogFile(file, catalog))
      return out(`已写到 ${file}：版本 ${catalog.version}，${catalog.items.length} 项`)
    }
    const town = readTown(c.townDir)
    const checked = await readCatalogFile(file, bytesOf(file), town)
    const said = sayChecked(file, checked)
    if (!checked.ok || verb === 'check') {
      const gaps = checked.ok ? missingPoints(checked.items, town) : []
      const more = gaps.length > 0 ? `\n要点（points/）还可以补：\n${gaps.map((g) => `  ${g}`).join('\n')}` : ''
      ;(said.code === 0 ? process.stdout : process.stderr).write(`${said.text}${more}\n`)
      return said.code
    }
    if (values['dry-run']) {
      const now = (await operate(c, 'catalog.export', null)) as Catalog | null
      return out(`${sayDiff(diffItems(now?.items ?? [], checked.items))}\n（只是看看，没有载入）`)
    }
    const put = (await operate(c, 'catalog.import', checked.items)) as { version: string; changed: boolean }
    return out(put.changed ? `已生效：版本 ${put.version}` : `和现在的一样，没有改动：版本 ${put.version}`)
  },
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch {
    throw new UserError(`${file} 打不开，请检查文件名。`)
  }
}
